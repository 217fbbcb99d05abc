import {
  Injectable,
  createParamDecorator,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { AppError, InvalidInput } from '../common/errors.js';
import { IdempotencyGuard } from '../http/idempotency.js';
import { receiveForm, type Form, type FormFile } from '../http/multipart.js';
import { SettingsService } from '../settings/settings.service.js';

declare module 'fastify' {
  interface FastifyRequest {
    uploadedFiles?: readonly UploadedFile[];
  }
}

const FILES_FIELD = 'attachments';

/** The files that came with the request; none with a JSON body. */
export const UploadedFiles = createParamDecorator(
  (_: unknown, context: ExecutionContext): readonly UploadedFile[] =>
    context.switchToHttp().getRequest<FastifyRequest>().uploadedFiles ?? [],
);

/** Files travel in a form: its fields become the body (`requester[email]` is nested), its files are staged as they arrive. */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly settings: SettingsService,
    private readonly idempotency: IdempotencyGuard,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.isMultipart()) return next.handle();
    const form = await receiveForm(request, this.attachments.rules.formLimits(), this.attachments);
    request.body = bodyOf(form.fields);
    request.uploadedFiles = form.files;
    const answer = async (): Promise<unknown> => {
      requireKnownFields(form.files);
      await this.idempotency.claim(request, wordsOf(form));
      if (form.files.length && !this.settings.get('ticket_attachment'))
        throw new AppError('forbidden', 'attachment.switched_off');
      return lastValueFrom(next.handle());
    };
    return from(answer().finally(() => this.attachments.release(form.files)));
  }
}

function requireKnownFields(files: readonly FormFile<unknown>[]): void {
  const stray = files.find(({ field }) => field !== FILES_FIELD);
  if (stray) throw InvalidInput.field(stray.field, 'unknown.files_field', { field: FILES_FIELD });
}

/** What a retry of the form has in common with it. */
const wordsOf = ({ fields, files }: Form<UploadedFile['staged']>): string =>
  JSON.stringify([fields, files.map(({ field, name, staged }) => [field, name, staged?.sha256])]);

function bodyOf(fields: readonly [string, string][]): Record<string, unknown> {
  const flat = new Map<string, string>();
  const nested = new Map<string, Map<string, string>>();
  for (const [name, value] of fields) {
    const [, outer, inner] = /^(\w+)\[([\w-]+)\]$/.exec(name) ?? [];
    if (!outer || !inner) flat.set(name, value);
    else nested.set(outer, (nested.get(outer) ?? new Map<string, string>()).set(inner, value));
  }
  return {
    ...Object.fromEntries(flat),
    ...Object.fromEntries([...nested].map(([name, values]) => [name, Object.fromEntries(values)])),
  };
}
