import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import type { Locale } from '../common/locales.js';
import { requireVersion } from '../common/row-version.js';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { LostRace, isUniqueViolation } from '../database/flavour.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { insertAll } from '../database/rows.js';
import { applyChanges } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { addWords, replaceWords } from './person-word-rows.js';
import { User } from './user.entity.js';
import { UserActivationRefused, UserEmailTaken, UserNotFound } from './user.errors.js';
import { claimUsername, usernameKey } from './usernames.js';

export interface UserInput {
  fullName: string;
  email: string;
  /** Null: that of the desk. */
  locale?: Locale | null;
}

export interface NewUser extends UserInput {
  username?: string;
  /** Absent: they sign in by a link in a mail. */
  passwordHash?: string;
}

export interface UserImport extends NewUser {
  id?: number;
  createdAt?: Date;
}

/** Who asks. Deleting a user takes the tickets along and so stands in tickets/. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly outbox: OutboxService,
  ) {}

  /** @throws UserNotFound */
  async get(id: number): Promise<User> {
    const user = await this.database.repository(User).findOneBy({ id });
    if (!user) throw new UserNotFound();
    return user;
  }

  /** By anybody, staff or a user. */
  async isUsernameTaken(username: string): Promise<boolean> {
    const rows = await this.database.query('select 1 from usernames where usernameKey = ?', [
      usernameKey(username),
    ]);
    return rows.length > 0;
  }

  findByEmail(email: string): Promise<User | null> {
    return this.database.repository(User).findOneBy({ emailKey: emailKey(email) });
  }

  /**
   * Creates a user; with `welcome` a mail says so.
   * @throws UserEmailTaken whatever the spelling of the address, UsernameTaken by whomever
   */
  create(actor: Actor, input: NewUser, { welcome = false } = {}): Promise<User> {
    return this.database.transaction(async (tx) => {
      const user = await this.add(tx, actor, input);
      if (welcome) await this.outbox.add(tx, 'user.created', { userId: user.id });
      return user;
    });
  }

  /** The id of the user with this address, who is created when there is none. */
  async ensure(tx: Tx, actor: Actor, input: UserInput): Promise<number> {
    return (await this.ensureAll(tx, actor, [input]))[0]!;
  }

  /** As `ensure`, of several at once, in their order. In SQL: mails come in thousands. */
  async ensureAll(tx: Tx, actor: Actor, inputs: readonly UserInput[]): Promise<number[]> {
    const keys = inputs.map(({ email }) => emailKey(email));
    const known: { id: number; emailKey: string }[] = await tx.query(
      `select id, emailKey from users where emailKey in (${marks(keys)})`,
      keys,
    );
    const ids = new Map(known.map((row) => [row.emailKey, row.id]));
    const missing = new Map(
      keys.map((key, at) => [key, inputs[at]!] as const).filter(([key]) => !ids.has(key)),
    );
    const created = await this.insertAll(tx, missing);
    for (const [at, key] of [...missing.keys()].entries()) {
      ids.set(key, created[at]!);
      await this.recordCreated(tx, actor, created[at]!);
    }
    return keys.map((key) => ids.get(key)!);
  }

  /** @throws UserNotFound, UserEmailTaken, UserActivationRefused, StaleVersion */
  update(
    actor: Actor,
    id: number,
    input: Partial<UserInput & { active: boolean }>,
    expectedVersion?: number,
  ): Promise<User> {
    return this.database.transaction(async (tx) => {
      const user = await lockOne(tx, User, id);
      if (!user) throw new UserNotFound();
      requireVersion(user, expectedVersion);
      const changes = applyChanges(user, input, ['fullName', 'email', 'active', 'locale']);
      user.emailKey = emailKey(user.email);
      if (!Object.keys(changes).length) return user;
      if (changes['active'] && actor.kind === 'staff' && actor.role === 'staff')
        throw new UserActivationRefused();
      await this.refuseTakenEmail(tx, user);
      user.updatedAt = this.clock.now();
      user.version += 1;
      await this.save(tx, user);
      if (changes['fullName']) await this.outbox.add(tx, 'name.changed', { kind: 'user', id });
      await replaceWords(tx, { kind: 'user', id }, user);
      await this.events.append(tx, {
        type: 'user.updated',
        resource: 'user',
        resourceId: id,
        actor: authorOf(actor),
        changes,
      });
      return user;
    });
  }

  /** Sets the password that a user chose, as a hash. */
  async setPassword(tx: Tx, { id, fullName: name }: User, passwordHash: string): Promise<void> {
    await tx.query('update users set passwordHash = ?, updatedAt = ?, version = version + 1 where id = ?', [
      passwordHash,
      this.clock.now(),
      id,
    ]);
    await this.events.append(tx, {
      type: 'user.password_changed',
      resource: 'user',
      resourceId: id,
      actor: { kind: 'user', id, name },
    });
  }

  /** A row as given, with its id if it has one; no event. */
  async import(tx: Tx, input: UserImport): Promise<User> {
    const now = this.clock.now();
    const user = tx.create(User, {
      username: null,
      passwordHash: null,
      locale: null,
      createdAt: now,
      ...input,
      emailKey: emailKey(input.email),
      active: true,
      updatedAt: now,
      version: 1,
    });
    // Asked before the insertion: a refused INSERT would use up an id on MariaDB.
    await this.refuseTakenEmail(tx, user);
    await this.save(tx, user);
    if (user.username) await claimUsername(tx, usernameKey(user.username), { kind: 'user', id: user.id });
    addWords(tx, { kind: 'user', id: user.id }, user);
    await addToCounters(tx, { users: 1 });
    return user;
  }

  /** Keyed by `emailKey`. */
  private async insertAll(tx: Tx, inputs: ReadonlyMap<string, UserInput>): Promise<number[]> {
    if (!inputs.size) return [];
    const now = this.clock.now();
    const rows = [...inputs].map(([key, { fullName, email }]) => ({
      fullName,
      email,
      emailKey: key,
      active: true,
      createdAt: now,
      updatedAt: now,
      version: 1,
    }));
    const ids = await insertAll(tx, 'users', rows).catch((error: unknown) => {
      // Somebody created one of them meanwhile: tried again, the transaction sees them.
      throw isUniqueViolation(error) ? new LostRace() : error;
    });
    for (const [at, id] of ids.entries()) addWords(tx, { kind: 'user', id }, rows[at]!);
    await addToCounters(tx, { users: rows.length });
    return ids;
  }

  private async add(tx: Tx, actor: Actor, input: NewUser): Promise<User> {
    const user = await this.import(tx, input);
    await this.recordCreated(tx, actor, user.id);
    return user;
  }

  private recordCreated(tx: Tx, actor: Actor, id: number): Promise<void> {
    return this.events.append(tx, {
      type: 'user.created',
      resource: 'user',
      resourceId: id,
      actor: authorOf(actor),
    });
  }

  private async refuseTakenEmail(tx: Tx, user: User): Promise<void> {
    const holder = await tx.findOneBy(User, { emailKey: user.emailKey });
    if (holder && holder.id !== user.id) throw new UserEmailTaken();
  }

  private async save(tx: Tx, user: User): Promise<void> {
    try {
      await tx.save(user);
    } catch (error) {
      // Somebody else took the address between the question and the insertion.
      throw isUniqueViolation(error) ? new UserEmailTaken() : error;
    }
  }
}
