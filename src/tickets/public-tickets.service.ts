import { Injectable } from '@nestjs/common';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { SYSTEM, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import type { GivenValues } from '../custom-fields/custom-field-values.service.js';
import { isIgnored } from '../common/ignore-list.js';
import { Database, type Tx } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';
import { UsersService, type UserInput } from '../users/users.service.js';
import { TicketsService } from './tickets.service.js';

export interface PublicOpening {
  departmentId: number;
  subject: string;
  body: string;
  requester: UserInput;
  /** By name. */
  customFields?: GivenValues;
  files: readonly UploadedFile[];
}

export interface PublicReceipt {
  departmentId: number;
  subject: string;
  receivedAt: Date;
}

/** Tickets of people who have not signed in. Nobody learns here who is known to the desk, disabled or ignored. */
@Injectable()
export class PublicTicketsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly users: UsersService,
    private readonly attachments: AttachmentsService,
    private readonly tickets: TicketsService,
  ) {}

  /**
   * Opens the ticket. What comes from an address of the ignore list or a disabled account is received and comes to nothing,
   * as by mail.
   * @throws InvalidInput where the department is private or takes none, and the errors of `AttachmentsService.accept`
   */
  async submit({ requester, files, customFields = {}, ...words }: PublicOpening): Promise<PublicReceipt> {
    const accepted = await this.attachments.accept(files);
    const receivedAt = this.clock.now();
    const isUnwanted = isIgnored(requester.email, this.settings.get('mail_ignore'));
    await this.database.transaction(async (tx) => {
      await this.requireOpenDepartment(tx, words.departmentId);
      const actor = isUnwanted ? undefined : await this.requesterOf(tx, requester);
      if (!actor) return;
      const opening = { ...words, customFields, format: 'text' as const, requesterId: actor.id };
      await this.tickets.openIn(tx, actor, { ...opening, acknowledge: true }, accepted);
    });
    return { departmentId: words.departmentId, subject: words.subject, receivedAt };
  }

  private async requireOpenDepartment(tx: Tx, departmentId: number): Promise<void> {
    const [open]: unknown[] = await tx.query(
      'select id from departments where id = ? and private = ? and publicSubmission = ?',
      [departmentId, false, true],
    );
    if (!open) throw InvalidInput.field('departmentId', 'unknown.public_department');
  }

  private async requesterOf(tx: Tx, requester: UserInput): Promise<(Actor & { kind: 'user' }) | undefined> {
    const id = await this.users.ensure(tx, SYSTEM, requester);
    const [user]: { name: string; active: boolean | number }[] = await tx.query(
      'select fullName as name, active from users where id = ?',
      [id],
    );
    return user?.active ? { kind: 'user', id, name: user.name, permissions: new Set() } : undefined;
  }
}
