import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { MailPeople } from './mail-people.js';
import { MailTexts } from './mail-texts.js';
import type { Mail } from './mail.js';

/** Payload of `webhook.disabled`. */
export interface WebhookCause {
  name: string;
  url: string;
  reason: string;
}

/** Word to the administrators, each by themselves, that a webhook takes nothing any more. */
@Injectable()
export class WebhookMails {
  constructor(
    private readonly people: MailPeople,
    private readonly texts: MailTexts,
    private readonly clock: Clock,
  ) {}

  async webhookDisabled({ name, url, reason }: WebhookCause): Promise<Mail[]> {
    const mails: Mail[] = [];
    const webhook = { webhook: `${name} (${url})`, reason };
    for (const person of await this.people.administrators()) {
      const content = await this.texts.render('webhook_disabled', { person, webhook });
      const about = { event: 'webhook_disabled' as const, to: person, cc: [], files: [] };
      if (content) mails.push({ ...content, ...about, date: this.clock.now() });
    }
    return mails;
  }
}
