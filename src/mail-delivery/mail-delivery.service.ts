import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { MailDriver } from './drivers/mail-driver.js';
import { MailComposer } from './mail-composer.js';
import type { Mail } from './mail.js';
import { MimeWriter } from './mime-writer.js';

/** Takes the topics that cause mail; a mail that fails is tried again by the outbox, with the others of its cause. */
@Injectable()
export class MailDeliveryService implements OnModuleInit {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly composer: MailComposer,
    private readonly writer: MimeWriter,
    private readonly driver: MailDriver,
  ) {}

  onModuleInit(): void {
    this.on('user.created', this.composer.userCreated.bind(this.composer));
    this.on('ticket.opened', this.composer.ticketOpened.bind(this.composer));
    this.on('message.posted', this.composer.messagePosted.bind(this.composer));
  }

  private on<Payload>(topic: string, compose: (payload: Payload) => Promise<Mail[]>): void {
    this.relay.handle(topic, async (payload, id) => {
      const mails = await compose(payload as Payload);
      for (const [at, mail] of mails.entries()) await this.deliver(mail, `${id}-${at + 1}`);
    });
  }

  private async deliver(mail: Mail, key: string): Promise<void> {
    const raw = await this.writer.write(mail, key);
    await this.driver.deliver({ key, event: mail.event, recipient: mail.to.address, raw });
  }
}
