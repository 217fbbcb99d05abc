import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import type { LinkCause } from '../staff-auth/account-links.service.js';
import { LinkMails } from './link-mails.js';
import { MailComposer, type ChangeCause, type MessageCause } from './mail-composer.js';
import { MailQueue, WorldMoved } from './mail-queue.js';
import { DeskMails } from './desk-mails.js';
import type { Addressee, Mail } from './mail.js';
import type { WebhookCause } from './webhook-mails.js';
import { OutboundSender } from './outbound-sender.js';

/** Where people and tickets change faster than that, the outbox tries again later. */
const COMPOSITIONS_MAX = 3;

/** Takes the topics that cause mail. A cause that comes again makes nothing twice; one that fails is tried by the outbox. */
@Injectable()
export class MailDeliveryService implements OnModuleInit {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly composer: MailComposer,
    private readonly linkMails: LinkMails,
    private readonly queue: MailQueue,
    private readonly sender: OutboundSender,
    private readonly deskMails: DeskMails,
  ) {}

  onModuleInit(): void {
    // Making the mail makes the link: another one would put the first out of use.
    const once =
      <Cause>(compose: (cause: Cause) => Promise<Mail[]>) =>
      async (cause: Cause, id: number): Promise<Mail[]> =>
        (await this.queue.has(id)) ? [] : compose(cause);
    this.on(
      'user.created',
      once((cause: { userId: number }) => this.linkMails.userCreated(cause)),
    );
    this.on(
      'account_link.asked',
      once((cause: LinkCause) => this.linkMails.linkAsked(cause)),
    );
    this.on<WebhookCause>('webhook.disabled', (cause) => this.deskMails.webhooks.webhookDisabled(cause));
    this.on<{ staffId: number; at: string }>('outstanding_tickets.due', (cause) =>
      this.deskMails.outstanding.compose(cause),
    );
    this.on<Addressee & { at: string }>('test_mail.asked', (cause) => this.deskMails.test.compose(cause));
    this.on<MessageCause>('ticket.opened', (cause) => this.composer.ticketOpened(cause));
    this.on<MessageCause>('message.posted', (cause) => this.composer.messagePosted(cause));
    this.on<ChangeCause>('ticket.changed', (cause) => this.composer.ticketChanged(cause));
    this.relay.handle('mailbox.mended', (payload) =>
      this.sender.hasten((payload as { mailboxId: number }).mailboxId),
    );
  }

  private on<Cause>(topic: string, compose: (cause: Cause, id: number) => Promise<Mail[]>): void {
    this.relay.handle(topic, async (payload, id) => {
      for (let attempt = 1; ; attempt++) {
        const mails = await compose(payload as Cause, id);
        // Many causes make none.
        if (!mails.length || (await this.queue.has(id))) return;
        try {
          await this.queue.add(mails, id);
          return this.sender.wake();
        } catch (error) {
          if (!(error instanceof WorldMoved) || attempt === COMPOSITIONS_MAX) throw error;
        }
      }
    });
  }
}
