import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput, fieldFault } from '../common/errors.js';
import type { Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { isUniqueViolation } from '../database/flavour.js';
import { Invalidations } from '../database/invalidations.js';
import { lockOne } from '../database/lock-one.js';
import { listById, type PageSearch } from '../database/pages-by-id.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { addressFilter, isAddressPattern } from './addresses.js';
import { ApiToken } from './api-token.entity.js';
import { ApiTokenNotFound, ApiTokenTaken } from './api-token.errors.js';
import { TOKEN_PERMISSIONS } from './permissions.js';
import { ShortCache } from './short-cache.js';
import { tokenHash } from './token-hash.js';

export type TokenActor = Extract<Actor, { kind: 'token' }>;

export interface ApiTokenInput {
  name: string;
  permissions: string[];
  /** Absent or empty: from anywhere. */
  allowedAddresses?: string[];
  active?: boolean;
}

export interface ApiTokenImport extends ApiTokenInput {
  token: string;
}

/** Why a token lets somebody in or not. */
export type TokenCheck =
  | { outcome: 'ok'; actor: TokenActor }
  | { outcome: 'invalid' }
  | { outcome: 'address_refused' };

interface KnownToken {
  actor: TokenActor;
  allows: (address: string) => boolean;
  lastUsedAt: number;
}

const INVALID: TokenCheck = { outcome: 'invalid' };
const ADDRESS_REFUSED: TokenCheck = { outcome: 'address_refused' };
const TOPIC = 'api_tokens';
const USED_EVERY_MS = 60_000;

/** Keys for programs: given out once, kept as SHA-256, checked from memory for five seconds. */
@Injectable()
export class ApiTokensService implements OnModuleDestroy {
  private readonly logger = new Logger(ApiTokensService.name);
  private readonly known: ShortCache<KnownToken>;
  private readonly writes = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly invalidations: Invalidations,
  ) {
    this.known = new ShortCache(clock);
    invalidations.listen(TOPIC, () => this.known.clear());
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.writes);
  }

  /** Compares exactly; a switched-off token is as good as none. */
  async authenticate(token: string, address: string): Promise<TokenCheck> {
    const hash = tokenHash(token);
    const known = await this.known.get(hash, () => this.select(hash));
    if (!known) return INVALID;
    if (!known.allows(address)) return ADDRESS_REFUSED;
    this.markUsed(known);
    return { outcome: 'ok', actor: known.actor };
  }

  /** The same from memory, where the token is known and allowed; undefined: `authenticate` has to tell. */
  recall(token: string, address: string): TokenActor | undefined {
    const known = this.known.recall(tokenHash(token));
    if (!known?.allows(address)) return undefined;
    this.markUsed(known);
    return known.actor;
  }

  list(search: PageSearch): Promise<Page<ApiToken>> {
    return listById(this.database.repository(ApiToken), search);
  }

  /** @throws ApiTokenNotFound */
  async get(id: number): Promise<ApiToken> {
    const row = await this.database.repository(ApiToken).findOneBy({ id });
    if (!row) throw new ApiTokenNotFound();
    return row;
  }

  /**
   * Gives out a token, this once: made here, unless one is given (that programs know already).
   * @throws InvalidInput for an unknown permission or address pattern; ApiTokenTaken
   */
  async create(
    actor: Actor,
    input: ApiTokenInput & { token?: string },
  ): Promise<{ row: ApiToken; token: string }> {
    const token = input.token ?? newToken();
    requirePatterns(input.allowedAddresses ?? []);
    const row = await this.database.transaction(async (tx) => {
      const created = await this.import(tx, { ...input, token });
      const { name, permissions } = created;
      await this.append(tx, 'api_token.created', created.id, actor, {}, { name, permissions });
      return created;
    });
    return { row, token };
  }

  /** @throws ApiTokenNotFound, StaleVersion, InvalidInput */
  update(
    actor: Actor,
    id: number,
    input: Partial<ApiTokenInput>,
    expectedVersion?: number,
  ): Promise<ApiToken> {
    requirePermissions(input.permissions ?? []);
    requirePatterns(input.allowedAddresses ?? []);
    return this.database.transaction(async (tx) => {
      const row = await this.lock(tx, id, expectedVersion);
      const changes = applyChanges(row, input, ['name', 'permissions', 'allowedAddresses', 'active']);
      if (!Object.keys(changes).length) return row;
      row.updatedAt = this.clock.now();
      row.version += 1;
      await tx.save(row);
      await this.append(tx, 'api_token.updated', id, actor, changes);
      await this.forget(tx);
      return row;
    });
  }

  /** Another value in place of the one so far, which lets nobody in from here on. @throws ApiTokenNotFound, StaleVersion */
  rotate(actor: Actor, id: number, expectedVersion?: number): Promise<{ row: ApiToken; token: string }> {
    const token = newToken();
    return this.database.transaction(async (tx) => {
      const row = await this.lock(tx, id, expectedVersion);
      Object.assign(row, keptOf(token));
      row.updatedAt = this.clock.now();
      row.version += 1;
      await tx.save(row);
      await this.append(tx, 'api_token.rotated', id, actor, {}, { name: row.name });
      await this.forget(tx);
      return { row, token };
    });
  }

  /** @throws ApiTokenNotFound, StaleVersion */
  async delete(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.lock(tx, id, expectedVersion);
      await tx.delete(ApiToken, { id });
      await this.append(tx, 'api_token.deleted', id, actor, {}, { name: row.name });
      await this.forget(tx);
    });
  }

  /**
   * A token as given, without an event. Addresses are kept as they are: one that is no pattern never matches.
   * @throws InvalidInput for an unknown permission; ApiTokenTaken
   */
  async import(tx: Tx, { token, ...input }: ApiTokenImport): Promise<ApiToken> {
    requirePermissions(input.permissions);
    const now = this.clock.now();
    const row = tx.create(ApiToken, {
      ...input,
      allowedAddresses: input.allowedAddresses ?? [],
      active: input.active ?? true,
      ...keptOf(token),
      createdAt: now,
      updatedAt: now,
      lastUsedAt: null,
      version: 1,
    });
    try {
      await tx.insert(ApiToken, row);
    } catch (error) {
      throw isUniqueViolation(error) ? new ApiTokenTaken() : error;
    }
    await this.forget(tx);
    return row;
  }

  private async select(tokenHash: string): Promise<KnownToken | undefined> {
    const row = await this.database.repository(ApiToken).findOneBy({ tokenHash, active: true });
    if (!row) return undefined;
    const { id, name } = row;
    return {
      actor: { kind: 'token', id, name, permissions: new Set(row.permissions) },
      allows: addressFilter(row.allowedAddresses),
      lastUsedAt: row.lastUsedAt?.getTime() ?? 0,
    };
  }

  /** At most once a minute, and nobody waits for it. */
  private markUsed(known: KnownToken): void {
    const now = this.clock.now();
    if (now.getTime() - known.lastUsedAt < USED_EVERY_MS) return;
    known.lastUsedAt = now.getTime();
    const write = this.database
      .transaction<void>((tx) =>
        tx.query('update api_tokens set lastUsedAt = ? where id = ?', [now, known.actor.id]),
      )
      .catch((error: unknown) => this.logger.warn(`The use of an API token was not noted: ${String(error)}`))
      .finally(() => this.writes.delete(write));
    this.writes.add(write);
  }

  private async lock(tx: Tx, id: number, expectedVersion?: number): Promise<ApiToken> {
    const row = await lockOne(tx, ApiToken, id);
    if (!row) throw new ApiTokenNotFound();
    requireVersion(row, expectedVersion);
    return row;
  }

  private forget(tx: Tx): Promise<void> {
    return this.invalidations.announce(tx, TOPIC);
  }

  private append(
    tx: Tx,
    type: string,
    id: number,
    actor: Actor,
    changes: Changes,
    details?: Record<string, unknown>,
  ): Promise<void> {
    const event = { type, resourceId: id, actor: authorOf(actor), changes, details };
    return this.events.append(tx, { ...event, resource: 'api_token' });
  }
}

const newToken = (): string => `sd_${randomBytes(32).toString('base64url')}`;

/** What is kept of a token. */
const keptOf = (token: string): { tokenHash: string; hint: string } => ({
  tokenHash: tokenHash(token),
  hint: token.slice(0, Math.min(8, Math.floor(token.length / 4))),
});

function requirePermissions(permissions: readonly string[]): void {
  const unknown = permissions.filter((word) => !TOKEN_PERMISSIONS.includes(word));
  if (unknown.length)
    throw InvalidInput.field('permissions', 'unknown.permission', { names: unknown.join(', ') });
}

function requirePatterns(allowed: readonly string[]): void {
  const faults = allowed.flatMap((item, index) =>
    isAddressPattern(item)
      ? []
      : [fieldFault(`/allowedAddresses/${index}`, 'malformed.allowed_address', { address: item })],
  );
  if (faults.length) throw new InvalidInput(faults);
}
