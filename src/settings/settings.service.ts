import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { deriveKey } from '../common/derived-key.js';
import { SEALING, openText, sealText } from '../common/sealing.js';
import { Config } from '../config/config.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { Invalidations } from '../database/invalidations.js';
import { decidedSettings, type DecidedSettings } from './environment-settings.js';
import {
  SETTINGS,
  SETTING_NAMES,
  definitionOfSetting,
  readSettings,
  type SettingName,
  type SettingValues,
} from './setting-list.js';
import { Setting } from './setting.entity.js';

/** What other processes change is announced; where that fails, it is seen within this time. */
const REFRESH_MS = 5_000;
const TOPIC = 'settings';

/** A setting as it is now. */
export interface SettingState {
  name: SettingName;
  value: SettingValues[SettingName];
  /** Somebody has given it a value, or the environment has. */
  isSet: boolean;
  /** The variable that decides it; null: what is kept does. */
  environment: string | null;
}

/** Settings of the whole desk: typed, with defaults, read from memory. What the environment decides wins. */
@Injectable()
export class SettingsService implements OnModuleInit, OnModuleDestroy {
  private readonly decided: DecidedSettings;
  private readonly key: Buffer;
  private readonly listeners: ((names: ReadonlySet<SettingName>) => unknown)[] = [];
  private values: SettingValues = defaults();
  private kept: ReadonlySet<string> = new Set();
  private timer?: NodeJS.Timeout;
  /** Of refreshes: one that began earlier never overwrites one that began later. */
  private begun = 0;
  private applied = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly invalidations: Invalidations,
    config: Config,
  ) {
    this.decided = decidedSettings(config);
    this.key = deriveKey(config.appSecret, SEALING);
    this.values = this.withDecided({});
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

  /** All of them, with where their values come from. */
  states(): SettingState[] {
    return SETTING_NAMES.map((name) => ({
      name,
      value: this.values[name],
      isSet: this.kept.has(name) || name in this.decided,
      environment: this.decided[name]?.variable ?? null,
    }));
  }

  /** Told after each change that was made in this process. */
  onChange(listener: (names: ReadonlySet<SettingName>) => unknown): void {
    this.listeners.push(listener);
  }

  /**
   * Changes settings, all or none; names of other desks are known too. What the environment decides is kept and has no
   * effect meanwhile.
   * @throws InvalidInput for an unknown name or a value that breaks its rule.
   */
  async change(tx: Tx, changes: Record<string, unknown>): Promise<void> {
    const read = readSettings(changes);
    for (const [name, value] of read)
      await tx
        .getRepository(Setting)
        .save({ name, value: this.stored(name, value), updatedAt: this.clock.now() });
    await this.invalidations.announce(tx, TOPIC);
    afterCommit(tx, async () => {
      for (const tell of this.listeners) await tell(new Set(read.keys()));
    });
  }

  private stored(name: SettingName, value: unknown): string {
    const isSecret = definitionOfSetting(name).secret && value !== '';
    return isSecret ? sealText(this.key, value as string) : JSON.stringify(value);
  }

  private async refresh(): Promise<void> {
    const turn = (this.begun += 1);
    const rows = await this.database.query<{ name: string; value: string }>(
      'select name, value from settings',
    );
    if (turn < this.applied) return;
    this.applied = turn;
    const stored = rows.filter((row) => row.name in SETTINGS);
    this.kept = new Set(stored.map(({ name }) => name));
    this.values = this.withDecided(
      Object.fromEntries(stored.map(({ name, value }) => [name, this.read(value)])),
    );
  }

  private read(stored: string): unknown {
    if (!stored.startsWith('v1:')) return JSON.parse(stored);
    try {
      return openText(this.key, stored);
    } catch {
      // Sealed under a secret that is lost: as if nobody had given it.
      return '';
    }
  }

  private withDecided(kept: Record<string, unknown>): SettingValues {
    const decided = Object.entries(this.decided).map(([name, { value }]) => [name, value]);
    return { ...defaults(), ...kept, ...Object.fromEntries(decided) } as SettingValues;
  }
}

function defaults(): SettingValues {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTINGS[name].default])) as SettingValues;
}
