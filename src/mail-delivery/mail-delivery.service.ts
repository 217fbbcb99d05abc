import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import type { LinkCause } from '../staff-auth/account-links.service.js';
import { LinkMails } from './link-mails.js';
import { MailComposer, type ChangeCause, type MessageCause } from './mail-composer.js';
import { MailQueue } from './mail-queue.js';
import { DeskMails } from './desk-mails.js';
import type { Addressee, Mail } from './mail.js';
import { OutboundSender } from './outbound-sender.js';

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
    this.on<{ userId: number }>('user.created', (cause) => this.linkMails.userCreated(cause));
    this.on<LinkCause>('account_link.asked', (cause) => this.linkMails.linkAsked(cause));
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

  private on<Cause>(topic: string, compose: (cause: Cause) => Promise<Mail[]>): void {
    this.relay.handle(topic, async (payload, id) => {
      if (await this.queue.has(id)) return;
      const mails = await compose(payload as Cause);
      if (!mails.length) return;
      await this.queue.add(mails, id);
      this.sender.wake();
    });
  }
}
