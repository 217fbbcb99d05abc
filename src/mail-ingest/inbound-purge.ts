import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RawMailPurge, type RawMailTable } from '../mailboxes/raw-mail-purge.js';

/** Those that wait for a person (held, in quarantine) or for their turn are kept. */
export const INBOUND_RAW: RawMailTable = {
  job: 'purge-inbound-raw',
  table: 'inbound_mails',
  since: 'processedAt',
  states: ['processed', 'skipped', 'duplicate'],
};

/** Mails as they came go after a time. */
@Injectable()
export class InboundPurge implements OnModuleInit {
  constructor(private readonly purge: RawMailPurge) {}

  onModuleInit(): void {
    this.purge.add(INBOUND_RAW);
  }
}
