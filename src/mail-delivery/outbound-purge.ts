import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RawMailPurge, type RawMailTable } from '../mailboxes/raw-mail-purge.js';

/** Those that are still owed are kept. */
export const OUTBOUND_RAW: RawMailTable = {
  job: 'purge-outbound-raw',
  table: 'outbound_mails',
  since: 'createdAt',
  states: ['sent', 'failed', 'cancelled'],
};

/** Mails as they were sent go after a time. */
@Injectable()
export class OutboundPurge implements OnModuleInit {
  constructor(private readonly purge: RawMailPurge) {}

  onModuleInit(): void {
    this.purge.add(OUTBOUND_RAW);
  }
}
