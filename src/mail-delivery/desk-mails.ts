import { Injectable } from '@nestjs/common';
import { OutstandingComposer } from './outstanding-composer.js';
import { WebhookMails } from './webhook-mails.js';
import { TestMailsService } from './test-mails.service.js';

/** Mails that the desk writes of its own accord, about no single ticket. */
@Injectable()
export class DeskMails {
  constructor(
    readonly outstanding: OutstandingComposer,
    readonly test: TestMailsService,
    readonly webhooks: WebhookMails,
  ) {}
}
