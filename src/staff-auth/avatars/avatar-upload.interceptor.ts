import type { Readable } from 'node:stream';
import {
  Injectable,
  UseInterceptors,
  applyDecorators,
  createParamDecorator,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { MEBIBYTE } from '../../attachments/file-size.js';
import { InvalidInput } from '../../common/errors.js';
import { ReadsForms } from '../../http/form-refusal.guard.js';
import { receiveForm, type FileSink } from '../../http/multipart.js';
import { AvatarTooLarge } from './avatar.errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    avatar?: Buffer;
  }
}

const FIELD = 'avatar';
const MAX_BYTES = 5 * MEBIBYTE;
const LIMITS = { files: 1, fields: 0, fieldBytes: 1024, totalBytes: MAX_BYTES + 65_536 };

/** The picture that came with the request. */
export const UploadedAvatar = createParamDecorator(
  (_: unknown, context: ExecutionContext): Buffer =>
    context.switchToHttp().getRequest<FastifyRequest>().avatar!,
);

/** Small enough to be held in memory; what is larger is read past. */
const SINK: FileSink<Buffer | undefined> = {
  async stage(content: Readable): Promise<Buffer | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
    }
    return size > MAX_BYTES ? undefined : Buffer.concat(chunks);
  },
  discard: () => Promise.resolve(),
};

/** Reads a form whose one file is the picture. */
@Injectable()
export class AvatarUploadInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { files } = await receiveForm(request, LIMITS, SINK);
    const [file] = files;
    if (file?.field !== FIELD) throw InvalidInput.field(FIELD, 'required.picture', { field: FIELD });
    if (!file.staged) throw new AvatarTooLarge(MAX_BYTES);
    request.avatar = file.staged;
    return next.handle();
  }
}

/** The route reads a form with a picture. */
export const TakesAvatar = (): MethodDecorator =>
  applyDecorators(
    ReadsForms(),
    UseInterceptors(AvatarUploadInterceptor),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      schema: {
        type: 'object',
        properties: { [FIELD]: { type: 'string', format: 'binary' } },
        required: [FIELD],
      },
    }),
  );
