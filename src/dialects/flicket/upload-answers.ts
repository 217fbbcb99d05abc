import { Injectable } from '@nestjs/common';
import { AttachmentLinks } from '../../attachments/attachment-links.js';
import { NumberedLists, type NumberedFile } from '../../tickets/numbered-lists.js';
import type { FlicketCall } from './flicket-call.js';
import { notFound } from './flicket.errors.js';
import { uploadShape, type UploadShape } from './attached.shapes.js';
import { pageShape, type UploadPageShape } from './page.shapes.js';

/** Files of tickets and posts. */
@Injectable()
export class UploadAnswers {
  constructor(
    private readonly lists: NumberedLists,
    private readonly links: AttachmentLinks,
  ) {}

  async upload(call: FlicketCall): Promise<UploadShape> {
    const found = await this.lists.file(call.actor, call.id());
    if (!found) throw notFound();
    return this.shape(call, found);
  }

  async uploads(call: FlicketCall): Promise<UploadPageShape> {
    const page = call.page();
    const { items, total } = await this.lists.files(call.actor, page);
    return pageShape(call, { path: 'uploads/', numbered: 'path' }, page, {
      items: items.map((file) => this.shape(call, file)),
      total,
    });
  }

  private shape(call: FlicketCall, file: NumberedFile): UploadShape {
    return uploadShape(call, file, this.links.urlOf(file.id));
  }
}
