import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { MailThreads, type InboundId } from '../mail-delivery/mail-threads.js';

/** Tells mails out what they answer: the newest mails that came into their ticket. */
@Injectable()
export class ThreadIds implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly threads: MailThreads,
  ) {}

  onModuleInit(): void {
    this.threads.inboundBy((ticketId, limit) => this.latest(ticketId, limit));
  }

  private async latest(ticketId: number, limit: number): Promise<InboundId[]> {
    const rows = await this.database.query<{ messageId: string; at: string }>(
      `select internetMessageId as messageId, processedAt as at from inbound_mails
       where ticketId = ? and internetMessageId is not null order by processedAt desc limit ?`,
      [ticketId, limit],
    );
    return rows.map(({ messageId, at }) => ({ messageId, at: toDate(at) }));
  }
}
