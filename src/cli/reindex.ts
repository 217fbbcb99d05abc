import type { INestApplicationContext } from '@nestjs/common';
import { TicketReindexService } from '../tickets/ticket-reindex.service.js';
import type { Output } from './output.js';

/** Makes anew what tickets are sorted by and searched for, while the desk goes on. */
export async function reindex(
  app: INestApplicationContext,
  _input: Record<string, never>,
  out: Output,
): Promise<void> {
  const rows = await app.get(TicketReindexService).all();
  out.say('reindex.done', { rows });
}
