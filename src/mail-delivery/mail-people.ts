import { Injectable } from '@nestjs/common';
import { emailKey, isEmailAddress } from '../common/email-address.js';
import type { Locale } from '../common/locales.js';
import type { StaffNotification } from '../common/staff-notifications.js';
import { Database } from '../database/database.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { MailboxDirectory } from '../mailboxes/mailbox-directory.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TicketRow } from '../tickets/tickets.queries.js';
import type { Addressee } from './mail.js';

/** Who must not get a mail: whoever caused it. Addresses are compared by their keys. */
export interface Except {
  kind: string;
  id: number | null;
  /** Keys of addresses that have it already. */
  addressKeys?: ReadonlySet<string>;
}

/** In which way a ticket concerns staff: as their own, or as one of their department. */
export interface StaffConcern {
  own?: StaffNotification;
  department?: StaffNotification;
}

interface PersonRow {
  id: number | null;
  name: string;
  address: string | null;
  locale: Locale | null;
  /** Where they are a user. */
  userId?: number | null;
  /** A user who may read the ticket. */
  canView?: number;
}

/** The lists of a department. */
export type DepartmentCopies = 'newTicketCc' | 'updatedTicketCc';

interface StaffRow extends PersonRow {
  notifications: string | null;
  isOwn: number;
}

/** The requester first, then the others in the order they came; disabled accounts are none. */
const PARTICIPANTS = `
  select u.id, u.fullName as name, u.email as address, u.locale, u.id as userId, 1 as canView, 0 as place from users u
    where u.id = ? and u.active = ?
  union all
  select s.userId, coalesce(u.fullName, s.name), coalesce(u.email, s.address), u.locale,
    s.userId, s.canView, s.id from subscribers s
    left join users u on u.id = s.userId
    where s.ticketId = ? and s.kind <> 'staff' and (s.userId is null or u.active = ?)
  order by place`;

/** Whom a ticket concerns: those it is their own, and those of its department. Who follows it only because they took part has to see it. */
const STAFF = `
  select s.id, s.fullName as name, s.email as address, s.locale, s.notifications,
    case when s.id = ? or f.id is not null then 1 else 0 end as isOwn
  from staff s
  left join staff_departments d on d.staffId = s.id and d.departmentId = ?
  left join subscribers f on f.ticketId = ? and f.staffId = s.id
    and (f.automatic = 0 or s.role <> 'staff' or s.id = ? or d.staffId is not null or ? = 'all')
  where s.active = ? and s.email is not null and (s.id = ? or f.id is not null or d.staffId is not null)
  order by s.id`;

/**
 * Who gets mail: never a disabled account, an address that cannot be one, one of our own mailboxes (that would be a
 * loop), or the one who did it.
 */
@Injectable()
export class MailPeople {
  constructor(
    private readonly database: Database,
    private readonly mailboxes: MailboxDirectory,
    private readonly settings: SettingsService,
    private readonly departments: DepartmentsService,
  ) {}

  /** One user, if mail reaches them. */
  async user(id: number): Promise<Addressee | undefined> {
    const rows = await this.database.query<PersonRow>(
      'select id, fullName as name, email as address, locale from users where id = ? and active = ?',
      [id, true],
    );
    return (await this.reachable(rows.map((row) => ({ ...row, userId: row.id, canView: 1 }))))[0];
  }

  /** Somebody with an address, if mail reaches it. */
  async reach({ name, address, locale = null }: Addressee): Promise<Addressee | undefined> {
    return (await this.reachable([{ id: null, name, address, locale }]))[0];
  }

  /** The requester and the subscribers that are no staff, without the one who did it. */
  async participants(ticket: TicketRow, except: Except): Promise<Addressee[]> {
    const rows = await this.database.query<PersonRow>(PARTICIPANTS, [
      ticket.requesterId,
      true,
      ticket.id,
      true,
    ]);
    const others = rows.filter(({ id }) => !(except.kind === 'user' && id !== null && id === except.id));
    return this.reachable(others, except.addressKeys);
  }

  /** Staff whom the ticket concerns in this way, by their own choice or by that of the desk. */
  async staff(ticket: TicketRow, notifications: StaffConcern, except: Except): Promise<Addressee[]> {
    const { id, assigneeId, openedById, departmentId } = ticket;
    const visibility = this.settings.get('staff_visibility');
    const rows = await this.database.query<StaffRow>(STAFF, [
      assigneeId,
      departmentId,
      id,
      openedById,
      visibility,
      true,
      assigneeId,
    ]);
    const concerned = rows.filter((row) => {
      const asked = [notifications.department, row.isOwn ? notifications.own : undefined];
      const chosen = this.chosenBy(row);
      return !isSame(row, except) && asked.some((word) => word && chosen.includes(word));
    });
    return this.reachable(concerned, except.addressKeys);
  }

  /** One member of staff, whatever they want to hear of. */
  async staffAddress(id: number): Promise<Addressee | undefined> {
    const rows = await this.database.query<PersonRow>(
      'select id, fullName as name, email as address, locale from staff where id = ? and active = ?',
      [id, true],
    );
    return (await this.reachable(rows))[0];
  }

  /** One member of staff, where they want to hear of it. */
  async staffMember(id: number, notification: StaffNotification): Promise<Addressee | undefined> {
    const rows = await this.database.query<StaffRow>(
      `select id, fullName as name, email as address, locale, notifications, 1 as isOwn
       from staff where id = ? and active = ?`,
      [id, true],
    );
    return (await this.reachable(rows.filter((row) => this.chosenBy(row).includes(notification))))[0];
  }

  /** What else mails call by name; absent: there is none. */
  async namesAround({
    assigneeId,
    categoryId,
  }: Pick<TicketRow, 'assigneeId' | 'categoryId'>): Promise<{ assignee?: string; category?: string }> {
    const [names] = await this.database.query<{ assignee: string | null; category: string | null }>(
      `select (select fullName from staff where id = ?) as assignee,
         (select name from categories where id = ?) as category`,
      [assigneeId, categoryId],
    );
    return { assignee: names!.assignee ?? undefined, category: names!.category ?? undefined };
  }

  /** Those who look after the desk. */
  async administrators(): Promise<Addressee[]> {
    return this.reachable(
      await this.database.query<PersonRow>(
        "select id, fullName as name, email as address from staff where role = 'admin' and active = ? order by id",
        [true],
      ),
    );
  }

  /** The desk's own people to whom a department sends copies; not who did it. They hear of notes as staff do. */
  async copies(ticket: TicketRow, list: DepartmentCopies, except: Except): Promise<Addressee[]> {
    const department = await this.departments.recall(ticket.departmentId);
    if (!department?.[list].length) return [];
    const keys = new Set([...(except.addressKeys ?? []), ...(await this.keyOfStaff(except))]);
    return this.reachable(
      department[list].map((address) => ({ id: null, name: department.name, address, locale: null })),
      keys,
    );
  }

  private async keyOfStaff({ kind, id }: Except): Promise<string[]> {
    if (kind !== 'staff') return [];
    const rows = await this.database.query<{ email: string | null }>('select email from staff where id = ?', [
      id,
    ]);
    return rows.flatMap(({ email }) => (email ? [emailKey(email)] : []));
  }

  private chosenBy({ notifications }: Pick<StaffRow, 'notifications'>): readonly string[] {
    return notifications === null
      ? this.settings.get('staff_notifications')
      : (JSON.parse(notifications) as string[]);
  }

  /** Each address once. */
  private async reachable(
    rows: readonly PersonRow[],
    except: ReadonlySet<string> = new Set(),
  ): Promise<Addressee[]> {
    const seen = new Set(except);
    const people: Addressee[] = [];
    for (const { name, address, locale, userId, canView } of rows) {
      if (!address || !isEmailAddress(address) || seen.has(emailKey(address))) continue;
      seen.add(emailKey(address));
      if (!(await this.mailboxes.byAddress(address)))
        people.push({ name, address, locale, ...(userId && { userId, canView: Boolean(canView) }) });
    }
    return people;
  }
}

const isSame = (row: StaffRow, except: Except): boolean => except.kind === 'staff' && except.id === row.id;
