import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import type { Subscriber, SubscriberKind } from './subscriber.entity.js';

/** An address as a mail gives it. */
export interface NamedAddress {
  address: string;
  /** Empty where there is none. */
  name: string;
}

/** Who may take part, known by any of these. */
export interface Person {
  staffId?: number;
  userId?: number;
  addressKey?: string;
}

/** A subscriber as mails are sent to one; address and name are those of the account where there is one. */
export interface SubscriberRow {
  kind: SubscriberKind;
  staffId: number | null;
  userId: number | null;
  address: string | null;
  name: string;
  /** False: the account is disabled. */
  active: boolean;
}

interface Account {
  kind: 'staff' | 'user';
  id: number;
  name: string;
  addressKey: string;
}

/** Who gets copies of a ticket's mails. */
@Injectable()
export class SubscribersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Subscribes addresses: as staff or users where they are somebody's. Who is subscribed already stays so. */
  async add(tx: Tx, ticketId: number, people: readonly NamedAddress[]): Promise<void> {
    if (!people.length) return;
    const byKey = new Map(people.map((person) => [emailKey(person.address), person]));
    const accounts = await this.accountsOf(tx, [...byKey.keys()]);
    for (const [key, person] of byKey) {
      const account = accounts.get(key);
      await this.insert(tx, {
        ticketId,
        kind: account?.kind ?? 'address',
        staffId: account?.kind === 'staff' ? account.id : null,
        userId: account?.kind === 'user' ? account.id : null,
        address: account ? null : person.address,
        addressKey: account ? null : key,
        name: account?.name ?? person.name,
        createdAt: this.clock.now(),
      });
    }
  }

  /** In the order in which they were subscribed. */
  async list(ticketId: number): Promise<SubscriberRow[]> {
    const rows = await this.database.query<Omit<SubscriberRow, 'active'> & { active: number }>(
      `select s.kind, s.staffId, s.userId, coalesce(t.email, u.email, s.address) as address,
         coalesce(t.fullName, u.fullName, s.name) as name, coalesce(t.active, u.active, 1) as active
       from subscribers s left join staff t on t.id = s.staffId left join users u on u.id = s.userId
       where s.ticketId = ? order by s.id`,
      [ticketId],
    );
    return rows.map((row) => ({ ...row, active: Boolean(row.active) }));
  }

  /** Whether somebody asked for the ticket or is subscribed to it. */
  async participates(ticketId: number, { staffId, userId, addressKey }: Person): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 as there from tickets where id = ? and requesterId = ?
       union all select 1 from subscribers where ticketId = ? and (staffId = ? or userId = ? or addressKey = ?) limit 1`,
      [ticketId, userId ?? null, ticketId, staffId ?? null, userId ?? null, addressKey ?? null],
    );
    return rows.length > 0;
  }

  private async accountsOf(tx: Tx, keys: readonly string[]): Promise<Map<string, Account>> {
    const rows: Account[] = await tx.query(
      `select 'user' as kind, id, fullName as name, emailKey as addressKey from users where emailKey in (${marks(keys)})
       union all select 'staff', id, fullName, emailKey from staff where emailKey in (${marks(keys)}) and active = ?`,
      [...keys, ...keys, true],
    );
    // Staff come last: who is both gets copies as staff.
    return new Map(rows.map((row) => [row.addressKey, row]));
  }

  private async insert(tx: Tx, row: Omit<Subscriber, 'id'>): Promise<void> {
    const whose = row.kind === 'address' ? 'addressKey' : row.kind === 'user' ? 'userId' : 'staffId';
    const columns = Object.keys(row);
    const stay = flavourOf(tx.dataSource).onConflict(`ticketId, ${whose}`, () => 'ticketId = ticketId');
    await tx.query(
      `insert into subscribers (${columns.join(', ')}) values (${marks(columns)})${stay}`,
      Object.values(row),
    );
  }
}
