import type { Readable } from 'node:stream';
import { Header, StreamableFile, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { Attachment } from '../attachments/attachment.entity.js';
import { contentDisposition } from '../attachments/content-disposition.js';

/** The route answers with a file, saved and never shown: nothing in it can run in anybody's browser. */
export const Downloads = (): MethodDecorator =>
  applyDecorators(
    Header('content-security-policy', "default-src 'none'; sandbox"),
    ApiProduces('application/octet-stream'),
    ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } }),
  );

export const toDownload = (
  file: Pick<Attachment, 'name' | 'contentType' | 'size'>,
  content: Readable,
): StreamableFile =>
  new StreamableFile(content, {
    type: file.contentType,
    length: file.size,
    disposition: contentDisposition(file.name),
  });
