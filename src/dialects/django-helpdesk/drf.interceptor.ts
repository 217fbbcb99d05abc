import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import { receiveForm } from '../../http/multipart.js';
import { DrfRefusal } from './django-helpdesk.errors.js';
import { DrfData, type NamedFile } from './drf-data.js';
import { requireReadable } from './negotiation.js';
import { UnreadableJson } from './python-json.js';

/** Reads what is sent, lets go of its files when the answer is made, and writes the answer as Django does. */
@Injectable()
export class DrfInterceptor implements NestInterceptor {
  constructor(private readonly attachments: AttachmentsService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (['POST', 'PUT', 'PATCH'].includes(request.method)) request.drfData = await this.read(request);
    const files = request.drfData?.files ?? [];
    return from(this.answer(next).finally(() => this.attachments.release(files)));
  }

  /** As bytes: to text Fastify adds a charset, which Django's type has not. */
  private async answer(next: CallHandler): Promise<unknown> {
    const answer: unknown = await lastValueFrom(next.handle());
    return answer === undefined || answer instanceof StreamableFile
      ? answer
      : Buffer.from(JSON.stringify(answer));
  }

  private async read(request: FastifyRequest): Promise<DrfData> {
    requireReadable(request);
    const { body } = request;
    if (body instanceof UnreadableJson) throw new DrfRefusal(400, `JSON parse error - ${body.fault}`);
    if (body instanceof URLSearchParams) return DrfData.ofForm(body);
    if (!request.isMultipart()) return DrfData.ofJson(body);
    const form = await receiveForm(request, this.attachments.rules.formLimits(), this.attachments);
    const files = form.files.map(({ field, name, staged }): NamedFile => ({ field, name, staged }));
    return DrfData.ofForm(form.fields, files);
  }
}
