import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import { InvalidInput } from '../common/errors.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { isUniqueViolation } from '../database/flavour.js';
import { lockOne } from '../database/lock-one.js';
import { Department } from '../departments/department.entity.js';
import { applyChanges } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { SecretBox } from '../staff-auth/secret-box.js';
import { SecretUnreadable } from './mail-failure.js';
import { Mailbox } from './mailbox.entity.js';
import { MailboxAddressTaken, MailboxNotFound } from './mailbox.errors.js';
import {
  MAILBOX_DEFAULTS,
  MAILBOX_FIELDS,
  USUAL_PORTS,
  requireUsable,
  toColumns,
  type MailboxImport,
  type MailboxInput,
} from './mailbox.input.js';
import { MailboxDirectory } from './mailbox-directory.js';
import { MailboxStates } from './mailbox-states.service.js';

/** Passwords or access tokens, in clear: for the one who signs in with them, and for nobody else. */
export interface MailboxSecrets {
  incoming?: string;
  outgoing?: string;
}

/** The addresses of the desk. Secrets are sealed in the database, and leave this service through `secrets` alone. */
@Injectable()
export class MailboxesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly secretBox: SecretBox,
    private readonly states: MailboxStates,
    private readonly directory: MailboxDirectory,
  ) {}

  /** All of them, in order of id. */
  list(): Promise<Mailbox[]> {
    return this.database.repository(Mailbox).find({ order: { id: 'ASC' } });
  }

  /** @throws MailboxNotFound */
  async get(id: number): Promise<Mailbox> {
    const mailbox = await this.database.repository(Mailbox).findOneBy({ id });
    if (!mailbox) throw new MailboxNotFound();
    return mailbox;
  }

  /** @throws SecretUnreadable when they were sealed under another APP_SECRET */
  secrets({ imapSecret, smtpSecret }: Pick<Mailbox, 'imapSecret' | 'smtpSecret'>): MailboxSecrets {
    try {
      return {
        ...(imapSecret && { incoming: this.secretBox.open(imapSecret) }),
        ...(smtpSecret && { outgoing: this.secretBox.open(smtpSecret) }),
      };
    } catch (cause) {
      throw new SecretUnreadable('A secret of the mailbox cannot be opened.', { cause });
    }
  }

  /** @throws InvalidInput, MailboxAddressTaken */
  create(actor: Actor, input: MailboxInput): Promise<Mailbox> {
    return this.database.transaction(async (tx) => {
      const mailbox = await this.import(tx, input);
      await this.events.append(tx, {
        type: 'mailbox.created',
        resource: 'mailbox',
        resourceId: mailbox.id,
        actor: authorOf(actor),
        details: { address: mailbox.address, departmentId: mailbox.departmentId },
      });
      return mailbox;
    });
  }

  /** A mailbox as given, with its id if it has one; no event. @throws InvalidInput, MailboxAddressTaken */
  async import(tx: Tx, { id, ...input }: MailboxImport): Promise<Mailbox> {
    const now = this.clock.now();
    const row = tx.create(Mailbox, {
      ...(id !== undefined && { id }),
      ...MAILBOX_DEFAULTS,
      isDefault: !(await tx.existsBy(Mailbox, { isDefault: true })),
      createdAt: now,
      updatedAt: now,
      version: 0,
    });
    applyChanges(row, toColumns(input), MAILBOX_FIELDS);
    row.imapPort = input.incoming?.port ?? USUAL_PORTS.imap[row.imapTls];
    row.smtpPort = input.outgoing?.port ?? USUAL_PORTS.smtp[row.smtpTls];
    this.sealSecrets(row, input);
    await this.save(tx, row);
    return row;
  }

  /** Changes what is given. @throws MailboxNotFound, StaleVersion, InvalidInput, MailboxAddressTaken */
  update(actor: Actor, id: number, input: Partial<MailboxInput>, expectedVersion?: number): Promise<Mailbox> {
    return this.database.transaction(async (tx) => {
      const mailbox = await this.lock(tx, id, expectedVersion);
      const changes = applyChanges(mailbox, toColumns(input), MAILBOX_FIELDS);
      const secrets = this.sealSecrets(mailbox, input);
      if (!Object.keys(changes).length && !secrets.length) return mailbox;
      mailbox.updatedAt = this.clock.now();
      await this.save(tx, mailbox);
      if (input.outgoing) await this.states.mended(tx, id);
      await this.events.append(tx, {
        type: 'mailbox.updated',
        resource: 'mailbox',
        resourceId: id,
        actor: authorOf(actor),
        changes,
        ...(secrets.length && { details: { secrets } }),
      });
      return mailbox;
    });
  }

  /** Its tickets and mails stay. @throws MailboxNotFound, StaleVersion */
  remove(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { address } = await this.lock(tx, id, expectedVersion);
      await tx.delete(Mailbox, { id });
      await this.directory.changed(tx);
      await this.states.remove(tx, id);
      await this.events.append(tx, {
        type: 'mailbox.deleted',
        resource: 'mailbox',
        resourceId: id,
        actor: authorOf(actor),
        details: { address },
      });
    });
  }

  private async lock(tx: Tx, id: number, expectedVersion?: number): Promise<Mailbox> {
    const mailbox = await lockOne(tx, Mailbox, id);
    if (!mailbox) throw new MailboxNotFound();
    requireVersion(mailbox, expectedVersion);
    return mailbox;
  }

  /** Seals what is given, in place. @returns which secrets are new, for the event. */
  private sealSecrets(mailbox: Mailbox, { incoming, outgoing }: Partial<MailboxInput>): string[] {
    const seal = (secret: string | null): string | null => (secret ? this.secretBox.seal(secret) : null);
    if (incoming?.secret !== undefined) mailbox.imapSecret = seal(incoming.secret);
    if (outgoing?.secret !== undefined) mailbox.smtpSecret = seal(outgoing.secret);
    return Object.entries({ incoming, outgoing })
      .filter(([, server]) => server?.secret !== undefined)
      .map(([name]) => name);
  }

  private async save(tx: Tx, mailbox: Mailbox): Promise<void> {
    requireUsable(mailbox);
    await requireDepartment(tx, mailbox.departmentId);
    mailbox.addressKey = emailKey(mailbox.address);
    mailbox.version += 1;
    await this.directory.changed(tx);
    try {
      await tx.save(mailbox);
    } catch (error) {
      throw isUniqueViolation(error) ? new MailboxAddressTaken() : error;
    }
    if (!mailbox.isDefault) return;
    await tx.query(
      'update mailboxes set isDefault = ?, version = version + 1 where isDefault = ? and id <> ?',
      [false, true, mailbox.id],
    );
  }
}

async function requireDepartment(tx: Tx, id: number | null): Promise<void> {
  if (id !== null && !(await tx.existsBy(Department, { id })))
    throw InvalidInput.field('departmentId', 'unknown.department');
}
