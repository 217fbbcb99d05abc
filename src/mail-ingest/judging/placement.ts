import { Injectable } from '@nestjs/common';
import { emailKey, isEmailAddress } from '../../common/email-address.js';
import { OutboundMailsService } from '../../mail-delivery/outbound-mails.service.js';
import type { Visibility } from '../../messages/message.entity.js';
import { JointLookup } from '../../common/joint-lookup.js';
import { Database } from '../../database/database.js';
import { marks } from '../../database/marks.js';
import { SettingsService } from '../../settings/settings.service.js';
import type { NamedAddress } from '../../tickets/subscribers.service.js';
import type { MailHead } from '../reading/mail-head.js';
import { OwnAddresses } from './own-addresses.js';
import type { Thread } from './threading.js';
import type { Drop } from './verdict.js';

/** A ticket by mail needs a department to go to, and there is none yet: no fault of the mail. */
export class NoDepartment extends Error {
  constructor() {
    super('There is no department that tickets could go to.');
  }
}

/** Where a mail's ticket goes, who may read it, and who gets copies of it. */
@Injectable()
export class Placement {
  /** Of these departments those that take no tickets by mail, by name. */
  private readonly closed = new JointLookup<number, string>(async (ids) => {
    const rows = await this.database.query<{ id: number; name: string }>(
      `select id, name from departments where id in (${marks(ids)}) and emailSubmission = ?`,
      [...ids, false],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  });

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly own: OwnAddresses,
    private readonly outbound: OutboundMailsService,
  ) {}

  /** @throws NoDepartment */
  async departmentOf(mailboxId: number | null): Promise<number> {
    const departmentId = await this.own.departmentOf(mailboxId);
    if (departmentId === undefined) throw new NoDepartment();
    return departmentId;
  }

  /** Why no ticket is opened there by mail. */
  async refusalOf(departmentId: number): Promise<Drop | undefined> {
    const name = await this.closed.get(departmentId);
    if (name === undefined) return undefined;
    const detail = `The department "${name}" takes no tickets by mail.`;
    return { fate: 'drop', state: 'skipped', reason: 'department_takes_no_mail', detail };
  }

  /**
   * Who answers a mail about an internal note quotes the note: that is one as well, whoever sends it. So is what the
   * machine of a member of staff says.
   */
  async visibilityOf(head: MailHead, thread: Thread | undefined): Promise<Visibility> {
    if (thread?.staff && head.automatic) return 'internal';
    // Such a mail bears one of our Message-IDs, and so does its answer.
    const answersNote = thread?.rule === 'token' && (await this.outbound.isAboutNote(head.references));
    return answersNote ? 'internal' : 'public';
  }

  /** Everybody in To and Cc but the desk and the sender; nobody where the mail is a machine's, a circular or a stranger's. */
  async subscribersBy(head: MailHead, thread: Thread | undefined): Promise<NamedAddress[]> {
    if (!this.settings.get('mail_cc_subscribes') || head.automatic || head.authentication === 'fail')
      return [];
    if (!head.from || (thread && !thread.takesPart)) return [];
    const senderKey = emailKey(head.from.address);
    const others = head.recipients.filter(
      ({ address }) => isEmailAddress(address) && emailKey(address) !== senderKey,
    );
    const most = this.settings.get('mail_cc_max');
    // Our own addresses are among them; not looked for in a circular.
    if (others.length > 2 * most + 10) return [];
    const theirs: NamedAddress[] = [];
    for (const one of others) if (!(await this.own.isOurs(one.address))) theirs.push(one);
    return theirs.length > most ? [] : theirs;
  }
}
