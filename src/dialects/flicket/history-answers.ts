import { Injectable } from '@nestjs/common';
import { NumberedLists } from '../../tickets/numbered-lists.js';
import type { FlicketCall } from './flicket-call.js';
import { notFound } from './flicket.errors.js';
import { historyShape, type HistoryShape } from './attached.shapes.js';
import { pageShape, type HistoryPageShape } from './page.shapes.js';

/** What tickets and posts said before they were edited. */
@Injectable()
export class HistoryAnswers {
  constructor(private readonly lists: NumberedLists) {}

  async history(call: FlicketCall): Promise<HistoryShape> {
    const found = await this.lists.version(call.actor, call.id());
    if (!found) throw notFound();
    return historyShape(call, found);
  }

  async histories(call: FlicketCall): Promise<HistoryPageShape> {
    const page = call.page();
    const [topic_id, post_id] = [call.number('topic_id'), call.number('post_id')];
    const filter = { openedTicketId: topic_id, replyId: post_id };
    const { items, total } = await this.lists.versions(call.actor, filter, page);
    const place = { path: 'histories/', numbered: 'path', filters: { topic_id, post_id } } as const;
    return pageShape(call, place, page, { items: items.map((one) => historyShape(call, one)), total });
  }
}
