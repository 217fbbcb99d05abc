import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import type { Changes } from '../events/changes.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { moveAssigned } from './staff-work.js';
import { TicketRecords } from './ticket-records.js';
import { TALLIED_COLUMNS, tallyTicket, toTallied, type Tallied } from './ticket-tallies.js';
import { openDependency } from './ticket-dependencies.js';
import type { TicketStatus } from './ticket.states.js';
import { counterOf } from './tickets.queries.js';

const EVERY_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Of one transaction: whoever writes to one of these tickets meanwhile waits for all of them. */
const BATCH = 20;

const STATUS: TicketStatus = 'answered';
/** Nothing has been done to them since; on hold, or waiting for another ticket, they stay. In the order of an index. */
const FORGOTTEN = `status = '${STATUS}' and onHold = ? and updatedAt <= ?
  and not exists (${openDependency('tickets.id')})`;

/**
 * Closes tickets that were answered and then left alone for `ticket_autoclose` hours. A change of any kind, a note say,
 * counts as not alone. (HelpDeskZ does the same with whoever visits its staff panel.)
 */
@Injectable()
export class AutoCloseService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly jobs: JobsService,
    private readonly records: TicketRecords,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'ticket_autoclose', everyMs: EVERY_MS, run: (signal) => this.run(signal) });
  }

  async run(signal: AbortSignal): Promise<void> {
    const hours = this.settings.get('ticket_autoclose');
    if (!hours) return;
    const until = new Date(this.clock.now().getTime() - hours * HOUR_MS);
    for (;;) {
      signal.throwIfAborted();
      const tickets = await this.database.query<{ id: number }>(
        `select id from tickets where ${FORGOTTEN} order by updatedAt, id limit ${BATCH}`,
        [false, until],
      );
      if (!tickets.length) return;
      await this.database.transaction((tx) =>
        this.close(
          tx,
          tickets.map(({ id }) => id),
          until,
        ),
      );
      // The embedded database answers at once: others have to get their turn.
      await setImmediate();
    }
  }

  /** Those of them that nobody has touched by now. */
  private async close(tx: Tx, among: readonly number[], until: Date): Promise<void> {
    const tickets: (Tallied & { id: number })[] = await tx.query(
      `select id, ${TALLIED_COLUMNS} from tickets where id in (${marks(among)}) and ${FORGOTTEN}
       order by id${flavourOf(tx.dataSource).forUpdate}`,
      [...among, false, until],
    );
    if (!tickets.length) return;
    const ids = tickets.map(({ id }) => id);
    const at = this.clock.now();
    await tx.query(
      `update tickets set status = 'closed', closedAt = ?, escalationFrom = null, updatedAt = ?, version = version + 1
       where id in (${marks(ids)})`,
      [at, at, ...ids],
    );
    for (const ticket of tickets.map(toTallied))
      tallyTicket(tx, ticket, { ...ticket, status: 'closed', closedAt: at });
    const changes: Changes = { status: [STATUS, 'closed'] };
    for (const { assigneeId } of tickets) await moveAssigned(tx, { assigneeId, status: STATUS }, undefined);
    for (const id of ids) {
      await this.records.append(tx, SYSTEM, id, 'ticket.closed', { changes, details: { autoclose: true } });
      if (this.settings.get('ticket_autoclose_mail'))
        await this.records.tell(tx, SYSTEM, id, 'autoclosed', changes, at);
    }
    await addToCounters(tx, stepsOf(tickets));
  }
}

function stepsOf(tickets: readonly { departmentId: number }[]): Record<string, number> {
  const steps: Record<string, number> = {};
  for (const { departmentId } of tickets) {
    const [from, to] = [counterOf(departmentId, STATUS), counterOf(departmentId, 'closed')];
    steps[from] = (steps[from] ?? 0) - 1;
    steps[to] = (steps[to] ?? 0) + 1;
  }
  return steps;
}
