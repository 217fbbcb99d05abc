import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { JobsService } from '../jobs/jobs.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { OPEN } from './outstanding-tickets.js';

const HOUR_MS = 3_600_000;
/** The slot that was done last, in `installation`: written with the debts, so that a crash between both makes nothing twice. */
const SLOT = 'outstanding_tickets_slot';

/** Tells each member of staff of the open tickets that they opened or have to work on, in one mail (Flicket's `email_outstanding_tickets`). */
@Injectable()
export class OutstandingMailsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly jobs: JobsService,
    private readonly outbox: OutboxService,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'outstanding_tickets', everyMs: HOUR_MS, run: () => this.runScheduled() });
  }

  /** Owes everybody whom it concerns a mail. @returns how many */
  owe(): Promise<number> {
    return this.database.transaction((tx) => this.oweIn(tx));
  }

  /** In the hour that the desk wants, once, however often the slot is taken. */
  async runScheduled(): Promise<void> {
    const now = this.clock.now();
    if (!this.isDue(now)) return;
    const slot = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString();
    await this.database.transaction(async (tx) => {
      if (await takeSlot(tx, slot)) await this.oweIn(tx);
    });
  }

  private isDue(now: Date): boolean {
    const how = this.settings.get('outstanding_tickets_mail');
    if (how === 'off') return false;
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: this.settings.get('timezone'),
      hour: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
    }).formatToParts(now);
    const part = (type: string): string => parts.find((one) => one.type === type)!.value;
    const isHour = Number(part('hour')) === this.settings.get('outstanding_tickets_hour');
    return isHour && (how === 'daily' || part('weekday') === 'Mon');
  }

  private async oweIn(tx: Tx): Promise<number> {
    const people: { id: number }[] = await tx.query(
      `select id from staff where active = ? and email is not null and id in (
         select assigneeId from tickets where assigneeId is not null and ${OPEN}
         union select openedById from tickets where openedById is not null and ${OPEN}) order by id`,
      [true],
    );
    const at = this.clock.now().toISOString();
    for (const { id } of people) await this.outbox.add(tx, 'outstanding_tickets.due', { staffId: id, at });
    return people.length;
  }
}

/** Whether the slot is this run's: nobody has done it. */
async function takeSlot(tx: Tx, slot: string): Promise<boolean> {
  const rows: { value: string }[] = await tx.query(
    `select value from installation where name = ?${flavourOf(tx.dataSource).forUpdate}`,
    [SLOT],
  );
  if (rows[0]?.value === slot) return false;
  const replace = flavourOf(tx.dataSource).onConflict('name', (offered) => `value = ${offered('value')}`);
  await tx.query(`insert into installation (name, value) values (?, ?)${replace}`, [SLOT, slot]);
  return true;
}
