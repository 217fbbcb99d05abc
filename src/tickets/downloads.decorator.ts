import { Header, StreamableFile, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { contentDisposition } from '../attachments/content-disposition.js';
import { isRasterImage } from '../attachments/content-type.js';
import { Public } from '../http/permission.decorator.js';
import type { FileContent } from './thread.service.js';

/** The route answers with a file, of which nothing can run in anybody's browser, should one show it. */
export const Downloads = (): MethodDecorator =>
  applyDecorators(
    Header('content-security-policy', "default-src 'none'; sandbox"),
    ApiProduces('application/octet-stream'),
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

/** Saved, never shown. */
export const toDownload = ({ file, content }: FileContent, how?: 'inline'): StreamableFile =>
  new StreamableFile(content, {
    type: file.contentType,
    length: file.size,
    disposition: contentDisposition(file.name, how),
  });

/** Pixels are shown in place; all else, HTML and SVG above all, is saved. */
export const toView = (content: FileContent): StreamableFile =>
  toDownload(content, isRasterImage(content.file.contentType) ? 'inline' : undefined);
