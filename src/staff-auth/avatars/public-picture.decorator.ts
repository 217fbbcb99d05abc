import { Header, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { Public } from '../../http/permission.decorator.js';

/** The route answers with a picture for whoever knows its address, which is its hash: pages and mails show it. */
export const PublicPicture = (): MethodDecorator =>
  applyDecorators(
    Public(),
    Header('content-security-policy', "default-src 'none'; sandbox"),
    Header('cross-origin-resource-policy', 'cross-origin'),
    Header('cache-control', 'public, max-age=31536000, immutable'),
    ApiProduces('image/webp'),
    ApiOkResponse({ description: 'The picture.', schema: { type: 'string', format: 'binary' } }),
  );
