import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { ForeignDoors } from './foreign-doors.js';
import { PROBLEM_TYPE, toProblem, isOurFault } from './problem.js';

/** The one place where an error becomes an answer: problem JSON natively, its own words in a dialect. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Request');

  constructor(private readonly doors: ForeignDoors) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const foreign = this.doors.of(request.url)?.answer(error, request);
    const problem = toProblem(error, request.id);
    if (isOurFault((foreign ?? problem).status)) this.log(error, request);
    if (reply.sent) return;
    if (foreign) {
      void reply
        .status(foreign.status)
        .headers(foreign.headers ?? {})
        .send(foreign.body);
      return;
    }
    if (error instanceof AppError && error.more.retryAfterSeconds)
      void reply.header('retry-after', String(error.more.retryAfterSeconds));
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }

  private log(error: unknown, request: FastifyRequest): void {
    this.logger.error(`${request.id} ${error instanceof Error ? error.stack : String(error)}`);
  }
}
