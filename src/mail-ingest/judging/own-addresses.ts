import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { emailKey } from '../../common/email-address.js';
import { Database } from '../../database/database.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';

const TTL_MS = 5_000;

/** Our mailboxes, as every mail asks for them: remembered for five seconds. */
@Injectable()
export class OwnAddresses {
  private known?: { mailboxes: Promise<Mailbox[]>; until: number };

  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Whether mail to this address, or to a plus-address of it, comes to us. */
  async isOurs(address: string): Promise<boolean> {
    const key = emailKey(address);
    const plain = key.replace(/\+[^@]*(?=@[^@]*$)/, '');
    return (await this.list()).some(({ addressKey }) => addressKey === key || addressKey === plain);
  }

  /** Where the mails of a mailbox open tickets: its department, that of the default mailbox, or the first one. */
  async departmentOf(mailboxId: number | null): Promise<number | undefined> {
    const mailboxes = await this.list();
    const own = mailboxes.find(({ id }) => id === mailboxId);
    const fallback = mailboxes.find(({ isDefault }) => isDefault);
    return own?.departmentId ?? fallback?.departmentId ?? this.firstDepartment();
  }

  private list(): Promise<Mailbox[]> {
    const now = this.clock.now().getTime();
    if (this.known && this.known.until > now) return this.known.mailboxes;
    const mailboxes = this.mailboxes.list();
    this.known = { mailboxes, until: now + TTL_MS };
    mailboxes.catch(() => (this.known = undefined));
    return mailboxes;
  }

  private async firstDepartment(): Promise<number | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      'select id from departments order by private, id limit 1',
    );
    return row?.id;
  }
}
