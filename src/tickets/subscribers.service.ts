import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import { InvalidInput } from '../common/errors.js';
import type { FaultKey } from '../common/texts.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { insertRow } from '../database/rows.js';
import { Subscriber, type SubscriberKind } from './subscriber.entity.js';

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

/** Whom to subscribe: one of these. */
export interface SubscriberInput {
  /** An active member of staff. */
  staffId?: number;
  userId?: number;
  /** Whoever has it; where nobody does, the bare address. */
  address?: string;
  /** Beside a bare address. */
  name?: string;
  /** Reads the public side of the ticket; absent: yes. No matter of staff, who go by their own rules. */
  canView?: boolean;
  /** Answers; absent: yes. Likewise. */
  canUpdate?: boolean;
}

/** What subscribers who are no staff may. */
export type SubscriberRights = Pick<Subscriber, 'canView' | 'canUpdate'>;

/** A subscriber as mails are sent to one; address and name are those of the account where there is one. */
export interface SubscriberRow {
  id: number;
  kind: SubscriberKind;
  staffId: number | null;
  userId: number | null;
  address: string | null;
  name: string;
  canView: boolean;
  canUpdate: boolean;
  /** False: the account is disabled. */
  active: boolean;
}

/** Who was subscribed, for the event. */
export type NewSubscriber = Pick<Subscriber, 'kind' | 'name' | 'staffId'> & Partial<SubscriberRights>;

type Flag = 'active' | keyof SubscriberRights;

/** What a subscriber is known by. */
type SubscriberColumn = 'staffId' | 'userId' | 'addressKey';

interface Account {
  kind: 'staff' | 'user';
  id: number;
  name: string;
  addressKey: string;
}

const ALL_RIGHTS: SubscriberRights = { canView: true, canUpdate: true };

/** Who gets copies of a ticket's mails, and what they may besides. */
@Injectable()
export class SubscribersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Subscribes addresses: as staff or users where they are somebody's. Who is subscribed already stays so.
   * @returns those who are new
   */
  async add(tx: Tx, ticketId: number, people: readonly NamedAddress[]): Promise<NewSubscriber[]> {
    if (!people.length) return [];
    const byKey = new Map(people.map((person) => [emailKey(person.address), person]));
    const accounts = await this.accountsOf(tx, [...byKey.keys()]);
    const known: Pick<Subscriber, SubscriberColumn>[] = await tx.query(
      'select staffId, userId, addressKey from subscribers where ticketId = ?',
      [ticketId],
    );
    const added: NewSubscriber[] = [];
    for (const [key, person] of byKey) {
      const account = accounts.get(key);
      const isKnown = known.some((one) =>
        account ? one[`${account.kind}Id`] === account.id : one.addressKey === key,
      );
      if (isKnown) continue;
      added.push({
        kind: account?.kind ?? 'address',
        name: account?.name ?? person.name,
        staffId: account?.kind === 'staff' ? account.id : null,
      });
      await this.insert(tx, {
        ticketId,
        kind: account?.kind ?? 'address',
        staffId: account?.kind === 'staff' ? account.id : null,
        userId: account?.kind === 'user' ? account.id : null,
        address: account ? null : person.address,
        addressKey: account ? null : key,
        name: account?.name ?? person.name,
        automatic: false,
        ...ALL_RIGHTS,
        createdAt: this.clock.now(),
      });
    }
    return added;
  }

  /**
   * Subscribes one; who is subscribed already stays so. `field` is what a fault is named by.
   * @returns the subscriber's id, and whether it is new
   * @throws InvalidInput
   */
  async subscribe(
    tx: Tx,
    ticketId: number,
    input: SubscriberInput,
    field = '',
  ): Promise<NewSubscriber & { id: number; isNew: boolean }> {
    const { column, value, kind, ...person } = await this.personOf(tx, input, field);
    const { canView = true, canUpdate = true } = input;
    if (kind === 'staff') requireNoRights(input, field);
    const { name } = person;
    const who = { kind, name, staffId: column === 'staffId' ? (value as number) : null };
    const known = await this.idOf(tx, ticketId, { [column]: value });
    // What was automatic is asked for now.
    if (known) await tx.query('update subscribers set automatic = ? where id = ?', [false, known]);
    if (known) return { id: known, ...who, isNew: false };
    const rights = { canView, canUpdate };
    const none = { staffId: null, userId: null, address: null, addressKey: null };
    const at = { automatic: false, createdAt: this.clock.now() };
    const row = { ticketId, kind, ...none, ...person, [column]: value, ...rights, ...at };
    return { id: await insertRow(tx, 'subscribers', row), ...who, ...rights, isNew: true };
  }

  /** Subscribes a user who goes on reading and answering here, whatever they were before. */
  async subscribeFully(tx: Tx, ticketId: number, userId: number): Promise<void> {
    const { id, isNew } = await this.subscribe(tx, ticketId, { userId });
    if (!isNew) await this.allow(tx, ticketId, id, ALL_RIGHTS);
  }

  /**
   * Subscribes a member of staff because of what they do, or what is done to them.
   * @returns their name; undefined: nothing to do
   */
  async addStaff(tx: Tx, ticketId: number, staffId: number): Promise<string | undefined> {
    const [staff]: { fullName: string }[] = await tx.query(
      `select fullName from staff where id = ? and active = ?
       and not exists (select 1 from subscribers where ticketId = ? and staffId = ?)`,
      [staffId, true, ticketId, staffId],
    );
    if (!staff) return undefined;
    const nobody = { userId: null, address: null, addressKey: null };
    const who = { kind: 'staff' as const, staffId, name: staff.fullName, automatic: true, ...nobody };
    await this.insert(tx, { ticketId, ...who, ...ALL_RIGHTS, createdAt: this.clock.now() });
    return staff.fullName;
  }

  /** Undefined: not subscribed. The one column given says who. */
  async idOf(
    tx: Tx,
    ticketId: number,
    who: { [column in SubscriberColumn]?: unknown },
  ): Promise<number | undefined> {
    const [[column, value]] = Object.entries(who) as [[string, unknown]];
    const [row]: { id: number }[] = await tx.query(
      `select id from subscribers where ticketId = ? and ${column} = ?`,
      [ticketId, value],
    );
    return row?.id;
  }

  /**
   * What is absent stays.
   * @returns the one as they are now, and whether that changed them; undefined: there is none
   * @throws InvalidInput for staff
   */
  async allow(
    tx: Tx,
    ticketId: number,
    id: number,
    rights: Partial<SubscriberRights>,
  ): Promise<{ subscriber: Subscriber; isChanged: boolean } | undefined> {
    const subscriber = await tx.findOneBy(Subscriber, { id, ticketId });
    if (!subscriber) return undefined;
    if (subscriber.kind === 'staff') requireNoRights(rights);
    const { canView = subscriber.canView, canUpdate = subscriber.canUpdate } = rights;
    const isChanged = canView !== subscriber.canView || canUpdate !== subscriber.canUpdate;
    if (isChanged)
      await tx.query('update subscribers set canView = ?, canUpdate = ? where id = ?', [
        canView,
        canUpdate,
        id,
      ]);
    return { subscriber: Object.assign(subscriber, { canView, canUpdate }), isChanged };
  }

  /** @returns the one who was; undefined: nobody */
  async unsubscribe(tx: Tx, ticketId: number, id: number): Promise<Subscriber | undefined> {
    const subscriber = await tx.findOneBy(Subscriber, { id, ticketId });
    if (subscriber) await tx.delete(Subscriber, id);
    return subscriber ?? undefined;
  }

  /** All of a ticket's, to another one, each once there. */
  async move(tx: Tx, fromId: number, toId: number): Promise<void> {
    for (const column of ['staffId', 'userId', 'addressKey']) {
      const there: Record<string, unknown>[] = await tx.query(
        `select ${column} from subscribers where ticketId = ? and ${column} is not null`,
        [toId],
      );
      const keys = there.map((row) => row[column]);
      const others = keys.length ? ` and ${column} not in (${marks(keys)})` : '';
      await tx.query(
        `update subscribers set ticketId = ? where ticketId = ? and ${column} is not null${others}`,
        [toId, fromId, ...keys],
      );
    }
    await tx.query('delete from subscribers where ticketId = ?', [fromId]);
  }

  /** In the order in which they were subscribed. */
  async list(ticketId: number): Promise<SubscriberRow[]> {
    return this.ofTickets([ticketId]);
  }

  /** Of several tickets, in one statement. */
  async ofTickets(ticketIds: readonly number[]): Promise<(SubscriberRow & { ticketId: number })[]> {
    if (!ticketIds.length) return [];
    const rows = await this.database.query<
      Omit<SubscriberRow, 'active' | keyof SubscriberRights> & Record<Flag, number> & { ticketId: number }
    >(
      `select s.id, s.ticketId, s.kind, s.staffId, s.userId, s.canView, s.canUpdate, coalesce(t.email, u.email, s.address) as address,
         coalesce(t.fullName, u.fullName, s.name) as name, coalesce(t.active, u.active, 1) as active
       from subscribers s left join staff t on t.id = s.staffId left join users u on u.id = s.userId
       where s.ticketId in (${marks(ticketIds)}) order by s.id`,
      [...ticketIds],
    );
    return rows.map((row) => ({
      ...row,
      canView: Boolean(row.canView),
      canUpdate: Boolean(row.canUpdate),
      active: Boolean(row.active),
    }));
  }

  /** What somebody is in a ticket who asked for it or is subscribed to it; undefined: nothing. */
  async partOf(
    ticketId: number,
    { staffId, userId, addressKey }: Person,
  ): Promise<{ answers: boolean } | undefined> {
    const rows = await this.database.query<{ canUpdate: number }>(
      `select 1 as canUpdate from tickets where id = ? and requesterId = ?
       union all select canUpdate from subscribers where ticketId = ? and (staffId = ? or userId = ? or addressKey = ?)`,
      [ticketId, userId ?? null, ticketId, staffId ?? null, userId ?? null, addressKey ?? null],
    );
    return rows.length ? { answers: rows.some(({ canUpdate }) => canUpdate) } : undefined;
  }

  /** Whom the input names, and the one column that says so. */
  private async personOf(
    tx: Tx,
    input: SubscriberInput,
    field: string,
  ): Promise<{
    column: SubscriberColumn;
    value: unknown;
    kind: SubscriberKind;
    name: string;
    address?: string;
  }> {
    const fault = (name: string, key: FaultKey): InvalidInput =>
      InvalidInput.field(field ? `${field}/${name}` : name, key);
    const { staffId, userId, address, name = '' } = input;
    if ([staffId, userId, address].filter((value) => value !== undefined).length !== 1)
      throw fault('address', 'ambiguous.subscriber');
    const [table, id] = staffId !== undefined ? ['staff', staffId] : ['users', userId];
    if (address === undefined) {
      const [row]: { fullName: string }[] = await tx.query(
        `select fullName from ${table} where id = ? and active = ?`,
        [id, true],
      );
      const column = table === 'staff' ? 'staffId' : 'userId';
      if (!row) throw fault(column, 'unknown.person');
      return { column, value: id, kind: table === 'staff' ? 'staff' : 'user', name: row.fullName };
    }
    const key = emailKey(address);
    const account = (await this.accountsOf(tx, [key])).get(key);
    if (!account) return { column: 'addressKey', value: key, kind: 'address', name, address };
    const column = account.kind === 'staff' ? 'staffId' : 'userId';
    return { column, value: account.id, kind: account.kind, name: account.name };
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

/** Staff see and answer by their role and departments: a subscription takes nothing from that. @throws InvalidInput */
function requireNoRights(rights: Partial<SubscriberRights>, field = ''): void {
  for (const name of ['canView', 'canUpdate'] as const)
    if (rights[name] === false)
      throw InvalidInput.field(field ? `${field}/${name}` : name, 'users_only.subscriber');
}
