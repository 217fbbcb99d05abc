import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { ForeignDoors } from './foreign-doors.js';
import { Replay } from './idempotency.js';
import { KnownRoutes } from './known-routes.js';
import { markLanguage } from './language.js';
import { MethodNotTaken, PROBLEM_TYPE, isOurFault, toProblem } from './problem.js';

/** The one place where an error becomes an answer: problem JSON natively, its own words in a dialect. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Request');

  constructor(
    private readonly doors: ForeignDoors,
    private readonly routes: KnownRoutes,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (thrown instanceof Replay) return thrown.send(reply);
    const foreign = this.doors.of(request.url)?.answer(thrown, request);
    const isElsewhere = request.is404 || thrown instanceof MethodNotTaken;
    const methods = isElsewhere && !foreign ? this.routes.methodsOf(request.url) : [];
    const error = methods.length ? new MethodNotTaken(request.method) : thrown;
    const problem = toProblem(error, request.id, request.language);
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
    if (methods.length) void reply.header('allow', methods.join(', '));
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    markLanguage(reply, request.language);
    void reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }

  private log(error: unknown, request: FastifyRequest): void {
    this.logger.error(`${request.id} ${error instanceof Error ? error.stack : String(error)}`);
  }
}
