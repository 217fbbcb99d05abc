import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from './database.js';
import { flavourOf } from './flavour.js';
import { affected, toDate } from './rows.js';

/** A lease is renewed this many times before it would run out: one renewal may fail. */
const RENEWALS = 3;

interface LeaseRow {
  fence: number;
  expiresAt: string;
}

/**
 * Who of all processes does something that only one may do: a row by name in the database, taken for a time and renewed
 * while the work goes on. A process that dies leaves a lease that runs out by itself. The clocks of the processes must
 * agree to within a small part of the time.
 */
@Injectable()
export class Leases {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes the lease for `ttlMs`, unless somebody has it. Asking for a lease that is taken only reads.
   * @returns undefined while another holder has it, be it in this process.
   */
  async acquire(name: string, ttlMs: number): Promise<Lease | undefined> {
    const [row] = await this.database.query<LeaseRow>('select fence, expiresAt from leases where name = ?', [
      name,
    ]);
    const now = this.clock.now();
    if (row && toDate(row.expiresAt) > now) return undefined;
    const fence = (row?.fence ?? 0) + 1;
    const taken = await this.database.transaction(async (tx) => {
      if (!row) {
        const keep = flavourOf(tx.dataSource).onConflict('name', () => 'fence = fence');
        await tx.query(`insert into leases (name, fence, expiresAt) values (?, 0, ?)${keep}`, [name, now]);
      }
      return tx.query(
        'update leases set fence = ?, expiresAt = ? where name = ? and fence = ? and expiresAt <= ?',
        [fence, after(now, ttlMs), name, fence - 1, now],
      );
    });
    if (affected(taken) !== 1) return undefined;
    const move = (milliseconds: number): Promise<boolean> => this.move(name, fence, milliseconds);
    return new Lease(fence, ttlMs, move);
  }

  /** False once the fence is another's. */
  private async move(name: string, fence: number, milliseconds: number): Promise<boolean> {
    const until = after(this.clock.now(), milliseconds);
    const moved = await this.database.transaction((tx) =>
      tx.query('update leases set expiresAt = ? where name = ? and fence = ?', [until, name, fence]),
    );
    return affected(moved) === 1;
  }
}

/** One holding of a lease. */
export class Lease {
  private readonly loss = new AbortController();
  private timer?: NodeJS.Timeout;
  /** Of this process: when the last renewal that is known to have come through runs out. */
  private heldUntil: number;
  private released = false;

  constructor(
    /** Grows with every holder: what was written under a smaller one was written by somebody who had lost the lease. */
    readonly fence: number,
    private readonly ttlMs: number,
    private readonly move: (milliseconds: number) => Promise<boolean>,
  ) {
    this.heldUntil = performance.now() + ttlMs;
  }

  /** Holds it for the full time again. False: it was released, or somebody else has it by now. */
  async renew(): Promise<boolean> {
    if (this.released) return false;
    const askedAt = performance.now();
    if (!(await this.move(this.ttlMs))) return false;
    this.heldUntil = askedAt + this.ttlMs;
    return true;
  }

  /** Renews by itself until it is released; the signal is aborted when the lease is lost, or can no longer be sure of. */
  keep(): AbortSignal {
    this.timer ??= setInterval(() => void this.beat(), this.ttlMs / RENEWALS).unref();
    return this.loss.signal;
  }

  /** Leaves it to the next one at once. One that was lost stays with its new holder. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    clearInterval(this.timer);
    await this.move(0);
  }

  private async beat(): Promise<void> {
    // A database that refuses or does not answer leaves the lease as it is, until its time is over.
    const mayHold = (): boolean => performance.now() < this.heldUntil;
    if ((mayHold() && (await this.renew().catch(mayHold))) || this.released) return;
    clearInterval(this.timer);
    this.loss.abort(new Error('The lease was lost.'));
  }
}

const after = (time: Date, milliseconds: number): Date => new Date(time.getTime() + milliseconds);
