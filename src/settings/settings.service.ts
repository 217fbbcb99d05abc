import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { Invalidations } from '../database/invalidations.js';
import {
  SETTINGS,
  SETTING_NAMES,
  readSetting,
  type SettingName,
  type SettingValues,
} from './setting-list.js';
import { Setting } from './setting.entity.js';

/** What other processes change is announced; where that fails, it is seen within this time. */
const REFRESH_MS = 5_000;
const TOPIC = 'settings';

/** Settings of the whole desk: typed, with defaults, read from memory. */
@Injectable()
export class SettingsService implements OnModuleInit, OnModuleDestroy {
  private values: SettingValues = defaults();
  private timer?: NodeJS.Timeout;
  /** Of refreshes: one that began earlier never overwrites one that began later. */
  private begun = 0;
  private applied = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly invalidations: Invalidations,
  ) {
    invalidations.listen(TOPIC, () => this.refresh());
  }

  async onModuleInit(): Promise<void> {
    await this.refresh();
    // A failed refresh keeps the last known values; the database's own checks report the outage.
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  get<K extends SettingName>(name: K): SettingValues[K] {
    return this.values[name];
  }

  all(): SettingValues {
    return { ...this.values };
  }

  /**
   * Changes settings, all or none.
   * @throws InvalidInput for an unknown name or a value that breaks its rule.
   */
  async change(tx: Tx, changes: Record<string, unknown>): Promise<void> {
    const read = Object.entries(changes).map(([name, value]) => [name, readSetting(name, value)] as const);
    for (const [name, value] of read) {
      await tx
        .getRepository(Setting)
        .save({ name, value: JSON.stringify(value), updatedAt: this.clock.now() });
    }
    await this.invalidations.announce(tx, TOPIC);
  }

  private async refresh(): Promise<void> {
    const turn = (this.begun += 1);
    const rows = await this.database.query<{ name: string; value: string }>(
      'select name, value from settings',
    );
    if (turn < this.applied) return;
    this.applied = turn;
    const stored = rows.filter((row) => row.name in SETTINGS);
    this.values = {
      ...defaults(),
      ...Object.fromEntries(stored.map((row) => [row.name, JSON.parse(row.value)])),
    };
  }
}

function defaults(): SettingValues {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTINGS[name].default])) as SettingValues;
}
