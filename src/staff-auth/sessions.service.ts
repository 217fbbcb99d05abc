import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Actor, Role } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { affected, insertRow } from '../database/rows.js';
import { InvalidToken } from './auth.errors.js';
import { permissionsOf } from './permissions.js';
import { ShortCache } from './short-cache.js';
import { StaffSession } from './staff-session.entity.js';
import { tokenHash } from './token-hash.js';
import type { Visit } from './visit.decorator.js';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;

/** What a signed-in person is given. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds the access token lasts. */
  expiresIn: number;
}

/** What an access token says: who (`sub`, a staff id) and in which session (`sid`, a family of refresh tokens). */
export interface AccessClaims {
  sub: string;
  sid: string;
}

export const ACCESS_AUDIENCE = 'staff';
export const TOKEN_KEY_PURPOSE = 'session-tokens';
const CHALLENGE_AUDIENCE = 'two-factor';
const ACCESS_SECONDS = 15 * 60;
const CHALLENGE_SECONDS = 5 * 60;
/** A session that is not used for this long is over. */
const REFRESH_MS = 30 * 24 * 60 * 60 * 1000;

/** The sign-ins of staff: short access tokens, and refresh tokens that work once. */
@Injectable()
export class SessionsService {
  private readonly actors: ShortCache<StaffActor>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jwt: JwtService,
  ) {
    this.actors = new ShortCache(clock);
  }

  /** Begins a session; what is left of the person's expired ones goes. */
  start(staffId: number, visit: Visit): Promise<Tokens> {
    return this.database.transaction(async (tx) => {
      await tx.query('delete from staff_sessions where staffId = ? and expiresAt <= ?', [
        staffId,
        this.clock.now(),
      ]);
      return this.issue(tx, staffId, randomUUID(), visit);
    });
  }

  /**
   * Exchanges a refresh token for the next one. One that was spent already is in two hands:
   * the whole session ends.
   * @throws InvalidToken
   */
  async refresh(refreshToken: string, visit: Visit): Promise<Tokens> {
    const now = this.clock.now();
    const tokens = await this.database.transaction(async (tx) => {
      const session = await tx.findOneBy(StaffSession, { tokenHash: tokenHash(refreshToken) });
      if (!session || session.expiresAt <= now) return undefined;
      const { staffId, familyId } = session;
      const result: unknown = await tx.query(
        `update staff_sessions set usedAt = ? where id = ? and usedAt is null and revokedAt is null
         and exists (select 1 from staff where staff.id = ? and staff.active = ?)`,
        [now, session.id, staffId, true],
      );
      if (affected(result) === 1) return this.issue(tx, staffId, familyId, visit);
      await this.end(tx, familyId);
      return undefined;
    });
    if (!tokens) throw new InvalidToken();
    return tokens;
  }

  async end(tx: Tx, familyId: string): Promise<void> {
    await this.revoke(tx, 'familyId = ?', [familyId]);
  }

  /** Ends all sessions of a person, or all but the one in use. */
  async endAllOf(tx: Tx, staffId: number, exceptFamilyId = ''): Promise<void> {
    await this.revoke(tx, 'staffId = ? and familyId <> ?', [staffId, exceptFamilyId]);
  }

  /** What the guard remembers of staff is out of date once this has committed. */
  forgetActors(tx: Tx): void {
    afterCommit(tx, () => this.actors.clear());
  }

  /** The first half of a sign-in, to be shown with the code within five minutes. */
  challenge(staffId: number): string {
    return this.jwt.sign(
      { sub: String(staffId) },
      { audience: CHALLENGE_AUDIENCE, expiresIn: CHALLENGE_SECONDS },
    );
  }

  /**
   * The staff id of a challenge.
   * @throws InvalidToken
   */
  readChallenge(challengeToken: string): number {
    try {
      return Number(this.jwt.verify<{ sub: string }>(challengeToken, { audience: CHALLENGE_AUDIENCE }).sub);
    } catch {
      throw new InvalidToken();
    }
  }

  /** Who stands behind an access token now; undefined when disabled, deleted or signed out. Remembered for 5 s. */
  actorOf({ sub, sid }: AccessClaims): Promise<StaffActor | undefined> {
    return this.actors.get(`${sub} ${sid}`, () => this.selectActor(Number(sub), sid));
  }

  private async selectActor(id: number, familyId: string): Promise<StaffActor | undefined> {
    const [staff] = await this.database.query<{ name: string; role: Role }>(
      `select fullName as name, role from staff where id = ? and active = ? and exists
       (select 1 from staff_sessions where familyId = ? and staffId = ? and revokedAt is null)`,
      [id, true, familyId, id],
    );
    if (!staff) return undefined;
    const departments = await this.database.query<{ departmentId: number }>(
      'select departmentId from staff_departments where staffId = ? order by departmentId',
      [id],
    );
    return {
      kind: 'staff',
      id,
      ...staff,
      departmentIds: departments.map(({ departmentId }) => departmentId),
      permissions: permissionsOf(staff.role),
    };
  }

  private async issue(tx: Tx, staffId: number, familyId: string, visit: Visit): Promise<Tokens> {
    const refreshToken = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await insertRow(tx, 'staff_sessions', {
      staffId,
      familyId,
      tokenHash: tokenHash(refreshToken),
      createdAt: now,
      expiresAt: new Date(now.getTime() + REFRESH_MS),
      ...visit,
    });
    const claims: AccessClaims = { sub: String(staffId), sid: familyId };
    const accessToken = this.jwt.sign(
      { ...claims },
      { audience: ACCESS_AUDIENCE, expiresIn: ACCESS_SECONDS },
    );
    return { accessToken, refreshToken, expiresIn: ACCESS_SECONDS };
  }

  private async revoke(tx: Tx, which: string, parameters: unknown[]): Promise<void> {
    await tx.query(`update staff_sessions set revokedAt = ? where revokedAt is null and ${which}`, [
      this.clock.now(),
      ...parameters,
    ]);
    this.forgetActors(tx);
  }
}
