import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Database } from '../database/database.js';
import { EventsService } from '../events/events.service.js';
import { SessionsService, type OpenSession, type Person } from './sessions.service.js';
import { StaffService } from './staff.service.js';

/** The sessions of one member of staff, in their own hands or in an administrator's. */
@Injectable()
export class StaffSessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly staff: StaffService,
    private readonly events: EventsService,
  ) {}

  /** @throws StaffNotFound */
  async list(staffId: number): Promise<OpenSession[]> {
    await this.staff.get(staffId);
    return this.sessions.list(staffRef(staffId));
  }

  /** @throws SessionNotFound */
  async end(actor: Actor, staffId: number, sessionId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.sessions.endOne(tx, staffRef(staffId), sessionId);
      await this.events.append(tx, about('staff.session_ended', actor, staffId));
    });
  }

  /** @throws StaffNotFound */
  async endAll(actor: Actor, staffId: number): Promise<void> {
    await this.staff.get(staffId);
    await this.database.transaction(async (tx) => {
      await this.sessions.endAllOf(tx, staffRef(staffId));
      await this.events.append(tx, about('staff.signed_out_everywhere', actor, staffId));
    });
  }
}

const staffRef = (id: number): Person => ({ kind: 'staff', id });

const about = (type: string, actor: Actor, staffId: number) => ({
  type,
  resource: 'staff' as const,
  resourceId: staffId,
  actor: authorOf(actor),
});
