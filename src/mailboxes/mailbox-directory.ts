import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { Invalidations } from '../database/invalidations.js';
import { Remembered } from '../database/remembered.js';
import { Mailbox } from './mailbox.entity.js';

const TOPIC = 'mailboxes';

/** Which mailbox is meant, from memory: every mail that comes or goes asks. */
@Injectable()
export class MailboxDirectory {
  /** In order of id. */
  private readonly remembered: Remembered<readonly Mailbox[]>;

  constructor(
    database: Database,
    private readonly invalidations: Invalidations,
  ) {
    const load = (): Promise<Mailbox[]> => database.repository(Mailbox).find({ order: { id: 'ASC' } });
    this.remembered = new Remembered(invalidations, TOPIC, load);
  }

  /** Before `tx` that changed one of them commits. */
  changed(tx: Tx): Promise<void> {
    return this.invalidations.announce(tx, TOPIC);
  }

  /** The mailbox of an address in any spelling, or of a plus-address (`support+anything@…`) of it. */
  async byAddress(address: string): Promise<Mailbox | undefined> {
    const key = emailKey(address);
    const plain = key.replace(/\+[^@]*(?=@[^@]*$)/, '');
    const all = await this.remembered.get();
    const at = (wanted: string): Mailbox | undefined => all.find(({ addressKey }) => addressKey === wanted);
    return at(key) ?? at(plain);
  }

  /** The mailbox that speaks for a department: of its active ones the default or the first, else the desk's default. */
  async forDepartment(departmentId: number): Promise<Mailbox | undefined> {
    const candidates = (await this.remembered.get()).filter(
      (mailbox) => mailbox.active && (mailbox.departmentId === departmentId || mailbox.isDefault),
    );
    return candidates.toSorted((a, b) => rank(a, departmentId) - rank(b, departmentId))[0];
  }

  /** The mailbox that speaks for the desk. */
  async forDesk(): Promise<Mailbox | undefined> {
    return (await this.remembered.get()).find(({ isDefault, active }) => isDefault && active);
  }
}

/** The department's default, its others, the default of the desk. */
const rank = (mailbox: Mailbox, departmentId: number): number =>
  (mailbox.departmentId === departmentId ? 0 : 2) + (mailbox.isDefault ? 0 : 1);
