import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { useOf, type LimitUse } from './limit-use.js';
import { SharedLimitsService, endOfWindow } from './shared-limits.service.js';

const WINDOW_MS = 60_000;
const MERGE_MS = 1_000;
/** Who has used less than this part of the limit is nobody's concern elsewhere: most never cost a write. */
const MERGE_FROM = 0.1;
/** Strangers come under many addresses: the oldest counts make room. */
const CALLERS_MAX = 100_000;

interface Count {
  /** By this process. */
  own: number;
  /** What of it the others know of. */
  told: number;
  /** By the others, as far as it is known. */
  others: number;
  limit: number;
}

/**
 * How often each caller asks within a minute. Counted in memory, for it is done with every request; processes that share a
 * database tell each other once a second of those who ask much, so that a limit is exceeded by what comes in that time.
 */
@Injectable()
export class ApiLimitsService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('RateLimits');
  private readonly counts = new Map<string, Count>();
  private endsAt = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly shared: SharedLimitsService,
  ) {}

  onModuleInit(): void {
    if (!this.config.databaseUrl) return;
    const fail = (error: unknown): void => this.logger.warn(`Limits were not merged: ${String(error)}`);
    this.timer = setInterval(() => void this.merge().catch(fail), MERGE_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  use(caller: string, limit: number): LimitUse {
    const now = this.clock.now().getTime();
    if (now >= this.endsAt) {
      this.counts.clear();
      this.endsAt = endOfWindow(now, WINDOW_MS);
    }
    const count = this.counts.get(caller) ?? this.begin(caller);
    count.own += 1;
    count.limit = limit;
    return useOf(limit, count.own + count.others, this.endsAt - now);
  }

  /** Tells the other processes what they should know, and hears it from them. */
  async merge(): Promise<void> {
    const { endsAt } = this;
    const busy = [...this.counts].filter(
      ([, { own, told, limit }]) => own > told && own >= limit * MERGE_FROM,
    );
    if (!busy.length || this.clock.now().getTime() >= endsAt) return;
    const told = new Map(busy.map(([caller, { own }]) => [caller, own]));
    const steps = new Map(busy.map(([caller, count]) => [`api|${caller}`, count.own - count.told]));
    const totals = await this.shared.merge(steps, endsAt);
    for (const [caller, count] of busy) {
      count.told = told.get(caller)!;
      count.others = totals.get(`api|${caller}`)! - count.told;
    }
  }

  private begin(caller: string): Count {
    if (this.counts.size >= CALLERS_MAX) this.counts.delete(this.counts.keys().next().value!);
    const count: Count = { own: 0, told: 0, others: 0, limit: 0 };
    this.counts.set(caller, count);
    return count;
  }
}
