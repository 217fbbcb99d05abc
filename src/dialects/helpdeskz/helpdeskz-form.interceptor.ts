import {
  Injectable,
  createParamDecorator,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { UploadedFile } from '../../attachments/attachment-rules.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import { receiveForm } from '../../http/multipart.js';
import { SettingsService } from '../../settings/settings.service.js';
import { HelpdeskzForm, entriesOfJson, isAttachmentField } from './helpdeskz-form.js';
import { wrongVerb } from './helpdeskz.errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    helpdeskzForm?: HelpdeskzForm;
  }
}

/** The request's `HelpdeskzForm`; where nothing is written, that is its query. */
export const Form = createParamDecorator((_: unknown, context: ExecutionContext): HelpdeskzForm => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return request.helpdeskzForm ?? new HelpdeskzForm(queryOf(request), [], []);
});

/** Reads the form of a POST once the guard has let it in, and lets go of its files when the answer is made. */
@Injectable()
export class HelpdeskzFormInterceptor implements NestInterceptor {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly settings: SettingsService,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { fields, files } = await this.read(request);
    const form = new HelpdeskzForm(queryOf(request), fields, files);
    request.helpdeskzForm = form;
    return from(this.answer(form, next).finally(() => this.attachments.release(files)));
  }

  private answer(form: HelpdeskzForm, next: CallHandler): Promise<unknown> {
    // A form can name another verb in `_method`, as PHP frameworks do; HelpDeskZ then finds that the verb does not fit.
    const spoofed = form.text('_method');
    return spoofed && spoofed.toUpperCase() !== 'POST'
      ? Promise.reject(wrongVerb())
      : lastValueFrom(next.handle());
  }

  private async read(
    request: FastifyRequest,
  ): Promise<{ fields: Iterable<[string, string]>; files: UploadedFile[] }> {
    if (request.body instanceof URLSearchParams) return { fields: request.body, files: [] };
    if (!request.isMultipart()) return { fields: entriesOfJson(request.body), files: [] };
    // With attachments switched off files are read past.
    const sink = this.settings.get('ticket_attachment') ? this.attachments : undefined;
    const form = await receiveForm(request, this.attachments.rules.formLimits(), sink);
    const isWanted = ({ field }: { field: string }): boolean => isAttachmentField(field);
    const unwanted = form.files
      .filter((file) => !isWanted(file))
      .map(({ staged }) => this.attachments.discard(staged));
    await Promise.all(unwanted);
    // More files than a ticket takes are left out without a word.
    const wanted = form.files.filter(isWanted);
    const max = this.settings.get('ticket_attachment_number');
    await this.attachments.release(wanted.slice(max));
    return { fields: form.fields, files: wanted.slice(0, max) };
  }
}

const queryOf = (request: FastifyRequest): URLSearchParams => new URLSearchParams(request.url.split('?')[1]);
