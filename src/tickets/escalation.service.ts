import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { updateRow } from '../database/rows.js';
import type { EscalationExclusion } from '../departments/escalation-exclusion.entity.js';
import { EscalationExclusionsService } from '../departments/escalation-exclusions.service.js';
import type { Changes } from '../events/changes.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { ZoneCalendar, escalationCutoff } from './escalation-cutoff.js';
import { TicketRecords } from './ticket-records.js';
import { escalationFrom } from './ticket.escalation.js';
import type { TicketStatus } from './ticket.states.js';

const EVERY_MS = 5 * 60_000;
/** Of one transaction: whoever writes to one of these tickets meanwhile waits for all of them. */
const BATCH = 20;

interface Rule {
  departmentId: number;
  days: number;
  /** What nothing has moved since then is due. */
  cutoff: Date;
}

interface DueTicket {
  id: number;
  status: TicketStatus;
  priority: number;
  version: number;
}

/** In the order of an index that has no other tickets. */
const DUE = 'departmentId = ? and escalationFrom <= ?';

/**
 * Raises the priority of tickets that nothing has moved for the `escalateDays` of their department, by one step, and
 * begins to count anew. Who escalates by `escalation_notify_only` only tells.
 */
@Injectable()
export class EscalationService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly jobs: JobsService,
    private readonly exclusions: EscalationExclusionsService,
    private readonly records: TicketRecords,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'ticket_escalation', everyMs: EVERY_MS, run: (signal) => this.run(signal) });
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const rule of await this.rules()) {
      let found: number;
      do {
        signal.throwIfAborted();
        const tickets = await this.database.query<{ id: number }>(
          `select id from tickets where ${DUE} order by escalationFrom, id limit ${BATCH}`,
          [rule.departmentId, rule.cutoff],
        );
        found = tickets.length;
        const ids = tickets.map(({ id }) => id);
        if (found) await this.database.transaction((tx) => this.escalate(tx, rule, ids));
        // The embedded database answers at once: others have to get their turn.
        await setImmediate();
      } while (found === BATCH);
    }
  }

  /** Of the departments where something may be due today. */
  private async rules(): Promise<Rule[]> {
    const departments = await this.database.query<{ id: number; days: number }>(
      'select id, escalateDays as days from departments where escalateDays is not null order by id',
    );
    if (!departments.length) return [];
    const now = this.clock.now();
    const calendar = new ZoneCalendar(this.settings.get('timezone'));
    const excluded = daysByDepartment(await this.exclusions.upTo(calendar.dayOf(now.getTime())));
    return departments.flatMap(({ id, days }) => {
      const isExcluded = (day: string): boolean =>
        excluded.get(null)?.has(day) === true || excluded.get(id)?.has(day) === true;
      const cutoff = escalationCutoff(now, days, calendar, isExcluded);
      return cutoff ? [{ departmentId: id, days, cutoff }] : [];
    });
  }

  /** Those of them that nobody has touched by now. */
  private async escalate(tx: Tx, rule: Rule, among: readonly number[]): Promise<void> {
    const tickets: DueTicket[] = await tx.query(
      `select id, status, priority, version from tickets where id in (${marks(among)}) and ${DUE}
       order by id${flavourOf(tx.dataSource).forUpdate}`,
      [...among, rule.departmentId, rule.cutoff],
    );
    const at = this.clock.now();
    for (const ticket of tickets)
      await (this.settings.get('escalation_notify_only')
        ? this.notify(tx, ticket, at)
        : this.raise(tx, rule, ticket, at));
  }

  private async raise(tx: Tx, { days }: Rule, ticket: DueTicket, at: Date): Promise<void> {
    const priority = ticket.priority - 1;
    const changes: Changes = { priority: [ticket.priority, priority] };
    await updateRow(tx, 'tickets', ticket.id, {
      priority,
      lastEscalatedAt: at,
      escalationFrom: escalationFrom({ ...ticket, priority, onHold: false }, at),
      updatedAt: at,
      version: ticket.version + 1,
    });
    await this.records.change(tx, SYSTEM, ticket.id, 'escalated', changes, at, { days });
  }

  /** The ticket stays as it is; only the days begin anew, so that it is told once. */
  private async notify(tx: Tx, { id }: DueTicket, at: Date): Promise<void> {
    await updateRow(tx, 'tickets', id, { escalationFrom: at });
    await this.records.tell(tx, SYSTEM, id, 'escalated', {}, at);
  }
}

function daysByDepartment(rows: readonly EscalationExclusion[]): Map<number | null, Set<string>> {
  const days = new Map<number | null, Set<string>>();
  for (const { departmentId, date } of rows)
    days.set(departmentId, (days.get(departmentId) ?? new Set()).add(date));
  return days;
}
