import type { Readable } from 'node:stream';
import { Header, StreamableFile, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { Attachment } from '../attachments/attachment.entity.js';
import { contentDisposition } from '../attachments/content-disposition.js';
import { isRasterImage } from '../attachments/content-type.js';
import { Public } from '../http/permission.decorator.js';

/** The route answers with a file, of which nothing can run in anybody's browser, should one show it. */
export const Downloads = (type = 'application/octet-stream'): MethodDecorator =>
  applyDecorators(
    Header('content-security-policy', "default-src 'none'; sandbox"),
    ApiProduces(type),
    ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } }),
  );

/** A download without a token: for pages of other origins too, and kept by the browser as long as its address stays. */
export const SignedDownloads = (): MethodDecorator =>
  applyDecorators(
    Public(),
    Downloads(),
    Header('cross-origin-resource-policy', 'cross-origin'),
    Header('cache-control', 'private, max-age=3600'),
  );

/** A content and what a reader is told of it. */
export interface Download {
  file: Pick<Attachment, 'name' | 'contentType' | 'size'>;
  content: Readable;
}

/** Saved, never shown. */
export const toDownload = ({ file, content }: Download, how?: 'inline'): StreamableFile =>
  new StreamableFile(content, {
    type: file.contentType,
    length: file.size,
    disposition: contentDisposition(file.name, how),
  });

/** Pixels are shown in place; all else, HTML and SVG above all, is saved. */
export const toView = (content: Download): StreamableFile =>
  toDownload(content, isRasterImage(content.file.contentType) ? 'inline' : undefined);
