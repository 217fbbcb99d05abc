import { Injectable } from '@nestjs/common';
import { sortKey } from '../common/search-words.js';
import type { Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { setsOf } from '../database/rows.js';

interface Names {
  id: number;
  subject: string;
  department: string | null;
  category: string | null;
  requester: string | null;
  assignee: string | null;
}

/** The columns have room for so many characters. */
const KEY_MAX = 60;
const BATCH = 500;

/** What lists are sorted by that are sorted by a name: kept in the ticket, for no index reaches into another table. */
@Injectable()
export class TicketSortKeys {
  /** Writes them as the names are now. A ticket has not changed by it. */
  async write(tx: Tx, ticketIds: readonly number[]): Promise<void> {
    for (let at = 0; at < ticketIds.length; at += BATCH)
      await this.writeBatch(tx, ticketIds.slice(at, at + BATCH));
  }

  private async writeBatch(tx: Tx, ids: readonly number[]): Promise<void> {
    const rows: Names[] = await tx.query(
      `select t.id, t.subject, d.name as department, c.name as category, s.fullName as assignee,
         coalesce(u.fullName, o.fullName) as requester
       from tickets t left join departments d on d.id = t.departmentId left join categories c on c.id = t.categoryId
       left join users u on u.id = t.requesterId left join staff s on s.id = t.assigneeId
       left join staff o on o.id = t.openedById where t.id in (${marks(ids)})`,
      [...ids],
    );
    if (!rows.length) return;
    const { sets, values } = setsOf(rows.map((row) => ({ id: row.id, columns: keysOf(row) })));
    const found = rows.map(({ id }) => id);
    await tx.query(`update tickets set ${sets} where id in (${marks(found)})`, [...values, ...found]);
  }
}

const keysOf = ({ subject, department, category, requester, assignee }: Names): Record<string, string> => ({
  subjectKey: sortKey(subject, KEY_MAX),
  requesterKey: sortKey(requester ?? '', KEY_MAX),
  assigneeKey: sortKey(assignee ?? '', KEY_MAX),
  // The tab comes before all that a name may hold: `a` with any category before `a b`.
  departmentKey: `${sortKey(department ?? '', KEY_MAX - 1)}\t${sortKey(category ?? '', KEY_MAX)}`,
});
