import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { affected, insertRow, toDate } from '../database/rows.js';
import { ActorsService, type StaffActor, type UserActor } from './actors.service.js';
import { InvalidToken, SessionNotFound } from './auth.errors.js';
import { tokenHash } from './token-hash.js';
import type { Visit } from './visit.decorator.js';

export type PersonKind = 'staff' | 'user';

/** Somebody who signs in. */
export interface Person {
  kind: PersonKind;
  id: number;
}

/** What a signed-in person is given. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds the access token lasts. */
  expiresIn: number;
}

/** What an access token says: for which doors, who (`sub`), and in which session (`sid`, a family of refresh tokens). */
export interface AccessClaims {
  aud: PersonKind;
  sub: string;
  sid: string;
}

/** A sign-in on one device that is not over. */
export interface OpenSession {
  id: string;
  createdAt: Date;
  /** When its tokens were last renewed: exact to the life of an access token. */
  lastUsedAt: Date;
  address: string;
  agent: string;
}

/** Staff and users sign in alike; neither's token opens the other's doors. */
const TABLES = {
  staff: { sessions: 'staff_sessions', owner: 'staffId', people: 'staff' },
  user: { sessions: 'user_sessions', owner: 'userId', people: 'users' },
} as const satisfies Record<PersonKind, object>;

export const TOKEN_KEY_PURPOSE = 'session-tokens';
const ACCESS_SECONDS = 15 * 60;
/** A session that is not used for this long is over. */
const REFRESH_MS = 30 * 24 * 60 * 60 * 1000;

interface TokenRow {
  id: number;
  ownerId: number;
  familyId: string;
  startedAt: Date | string | null;
  createdAt: Date | string;
  expiresAt: Date | string;
}

interface Family {
  id: string;
  startedAt: Date;
}

/** The sign-ins of people: short access tokens, and refresh tokens that work once. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jwt: JwtService,
    private readonly actors: ActorsService,
  ) {}

  /** Begins a session; what is left of the person's expired ones goes. */
  start(person: Person, visit: Visit): Promise<Tokens> {
    return this.database.transaction((tx) => this.startIn(tx, person, visit));
  }

  async startIn(tx: Tx, person: Person, visit: Visit): Promise<Tokens> {
    const { sessions, owner } = TABLES[person.kind];
    const now = this.clock.now();
    await tx.query(`delete from ${sessions} where ${owner} = ? and expiresAt <= ?`, [person.id, now]);
    return this.issue(tx, person, { id: randomUUID(), startedAt: now }, visit);
  }

  /**
   * Exchanges a refresh token for the next one. One that was spent already is in two hands:
   * the whole session ends, however shortly after; two tabs of one browser take turns.
   * @throws InvalidToken
   */
  async refresh(kind: PersonKind, refreshToken: string, visit: Visit): Promise<Tokens> {
    const { sessions, people } = TABLES[kind];
    const now = this.clock.now();
    const tokens = await this.database.transaction(async (tx) => {
      const token = await this.select(tx, kind, refreshToken);
      if (!token || toDate(token.expiresAt) <= now) return undefined;
      const result: unknown = await tx.query(
        `update ${sessions} set usedAt = ? where id = ? and usedAt is null and revokedAt is null
         and exists (select 1 from ${people} where ${people}.id = ? and ${people}.active = ?)`,
        [now, token.id, token.ownerId, true],
      );
      const family = { id: token.familyId, startedAt: toDate(token.startedAt ?? token.createdAt) };
      if (affected(result) === 1) return this.issue(tx, { kind, id: token.ownerId }, family, visit);
      await this.end(tx, kind, token.familyId);
      return undefined;
    });
    if (!tokens) throw new InvalidToken();
    return tokens;
  }

  /** The sessions of a person that are not over, the last used first. */
  async list({ kind, id }: Person): Promise<OpenSession[]> {
    const { sessions, owner } = TABLES[kind];
    const rows = await this.database.query<TokenRow & Pick<OpenSession, 'address' | 'agent'>>(
      `select familyId, startedAt, createdAt, address, agent from ${sessions}
       where ${owner} = ? and usedAt is null and revokedAt is null and expiresAt > ? order by id desc`,
      [id, this.clock.now()],
    );
    return rows.map(({ familyId, startedAt, createdAt, address, agent }) => ({
      id: familyId,
      createdAt: toDate(startedAt ?? createdAt),
      lastUsedAt: toDate(createdAt),
      address,
      agent,
    }));
  }

  async end(tx: Tx, kind: PersonKind, familyId: string): Promise<void> {
    await this.revoke(tx, kind, 'familyId = ?', [familyId]);
  }

  /** Ends one session of a person. @throws SessionNotFound also where it is another's, or over */
  async endOne(tx: Tx, { kind, id }: Person, familyId: string): Promise<void> {
    const ended = await this.revoke(tx, kind, `familyId = ? and ${TABLES[kind].owner} = ?`, [familyId, id]);
    if (!ended) throw new SessionNotFound();
  }

  /** Ends all sessions of a person, or all but the one in use, and the tokens of their programs. */
  async endAllOf(tx: Tx, { kind, id }: Person, exceptFamilyId = ''): Promise<void> {
    if (kind === 'staff') await tx.query('delete from timed_tokens where staffId = ?', [id]);
    await this.revoke(tx, kind, `${TABLES[kind].owner} = ? and familyId <> ?`, [id, exceptFamilyId]);
  }

  /** What the guard remembers of people is out of date once this has committed. */
  forgetActors(tx: Tx): Promise<void> {
    return this.actors.forget(tx);
  }

  /** Who stands behind an access token now; undefined when disabled, deleted or signed out. */
  actorOf({ aud, sub, sid }: AccessClaims): Promise<StaffActor | UserActor | undefined> {
    return aud === 'user' ? this.actors.userIn(sid, Number(sub)) : this.actors.staffIn(sid, Number(sub));
  }

  /** The same from memory; undefined: it has to be asked for. */
  recall({ aud, sub, sid }: AccessClaims): StaffActor | undefined {
    return aud === 'user' ? undefined : this.actors.recallStaffIn(sid, Number(sub));
  }

  private async select(tx: Tx, kind: PersonKind, refreshToken: string): Promise<TokenRow | undefined> {
    const { sessions, owner } = TABLES[kind];
    const [row]: TokenRow[] = await tx.query(
      `select id, ${owner} as ownerId, familyId, startedAt, createdAt, expiresAt from ${sessions} where tokenHash = ?`,
      [tokenHash(refreshToken)],
    );
    return row;
  }

  private async issue(tx: Tx, { kind, id }: Person, family: Family, visit: Visit): Promise<Tokens> {
    const refreshToken = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await insertRow(tx, TABLES[kind].sessions, {
      [TABLES[kind].owner]: id,
      familyId: family.id,
      tokenHash: tokenHash(refreshToken),
      startedAt: family.startedAt,
      createdAt: now,
      expiresAt: new Date(now.getTime() + REFRESH_MS),
      ...visit,
    });
    const accessToken = this.jwt.sign(
      { sub: String(id), sid: family.id },
      { audience: kind, expiresIn: ACCESS_SECONDS },
    );
    return { accessToken, refreshToken, expiresIn: ACCESS_SECONDS };
  }

  private async revoke(tx: Tx, kind: PersonKind, which: string, parameters: unknown[]): Promise<number> {
    const result: unknown = await tx.query(
      `update ${TABLES[kind].sessions} set revokedAt = ? where revokedAt is null and ${which}`,
      [this.clock.now(), ...parameters],
    );
    await this.actors.forget(tx);
    return affected(result);
  }
}
