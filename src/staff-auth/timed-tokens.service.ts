import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRow } from '../database/rows.js';
import { ActorsService, type StaffActor } from './actors.service.js';
import { BasicSignInService, type Credentials } from './basic-sign-in.service.js';
import { tokenHash } from './token-hash.js';

/** 32 characters of base64. */
const TOKEN_BYTES = 24;
/** Of one account; the oldest make room. */
const TOKENS_MAX = 20;

interface TokenRow {
  staffId: number;
  appPasswordId: number | null;
}

/** Tokens that programs of staff get for a password, and that end by themselves. Given out once, kept as SHA-256. */
@Injectable()
export class TimedTokensService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly signIn: BasicSignInService,
    private readonly actors: ActorsService,
  ) {}

  /**
   * Gives out another token; those of before go on until they end.
   * @throws InvalidCredentials, AppPasswordRequired, SignInLocked, SignInBusy
   */
  async issue(credentials: Credentials, address: string, seconds: number): Promise<string> {
    const { actor, appPasswordId } = await this.signIn.prove(credentials, address);
    const token = randomBytes(TOKEN_BYTES).toString('base64');
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      // By their ids: one that comes at the same moment stays.
      const gone: { id: number }[] = await tx.query(
        `select id from (select id from timed_tokens where staffId = ? order by id desc limit 1000 offset ${TOKENS_MAX - 1}) a
         union select id from timed_tokens where staffId = ? and expiresAt <= ?`,
        [actor.id, actor.id, now],
      );
      const ids = gone.map(({ id }) => id);
      if (ids.length) await tx.query(`delete from timed_tokens where id in (${marks(ids)})`, ids);
      await insertRow(tx, 'timed_tokens', {
        staffId: actor.id,
        appPasswordId,
        tokenHash: tokenHash(token),
        createdAt: now,
        expiresAt: new Date(now.getTime() + seconds * 1_000),
      });
    });
    return token;
  }

  /** Whose it is now; undefined: over, revoked, or not enough any more for the account. */
  async authenticate(token: string): Promise<StaffActor | undefined> {
    const [row] = await this.database.query<TokenRow>(
      'select staffId, appPasswordId from timed_tokens where tokenHash = ? and expiresAt > ?',
      [tokenHash(token), this.clock.now()],
    );
    const account = row && (await this.actors.account(row.staffId));
    if (!account || (row.appPasswordId === null && account.needsAppPassword)) return undefined;
    return account.actor;
  }

  async revoke(token: string): Promise<void> {
    await this.database.transaction<void>((tx) =>
      tx.query('delete from timed_tokens where tokenHash = ?', [tokenHash(token)]),
    );
  }
}
