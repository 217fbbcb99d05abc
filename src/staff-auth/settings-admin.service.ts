import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Database } from '../database/database.js';
import type { Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { definitionOfSetting, readSettings, type SettingName } from '../settings/setting-list.js';
import { SettingsService, type SettingState } from '../settings/settings.service.js';

/** Settings are of the whole desk and have no id of their own. */
const THE_SETTINGS = 1;

/** Changes settings in somebody's name. */
@Injectable()
export class SettingsAdminService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly events: EventsService,
  ) {}

  states(): SettingState[] {
    return this.settings.states();
  }

  /** @throws InvalidInput naming the setting and its rule */
  async change(actor: Actor, input: Record<string, unknown>): Promise<SettingState[]> {
    const changes = this.changesOf(input);
    if (!Object.keys(changes).length) return this.settings.states();
    await this.database.transaction(async (tx) => {
      await this.settings.change(tx, input);
      const about = { type: 'settings.changed', resource: 'settings' as const, resourceId: THE_SETTINGS };
      await this.events.append(tx, { ...about, actor: authorOf(actor), changes });
    });
    return this.settings.states();
  }

  /** Secrets are changed, and nobody learns from what to what. Where the environment decides, what is kept may change. */
  private changesOf(input: Record<string, unknown>): Changes {
    const before = new Map(this.settings.states().map((state) => [state.name, state]));
    const seen = (name: SettingName, value: unknown): unknown =>
      definitionOfSetting(name).secret ? null : value;
    return Object.fromEntries(
      [...readSettings(input)]
        .map(([name, value]) => ({ name, value, state: before.get(name)! }))
        .filter(
          ({ value, state }) => state.environment || JSON.stringify(value) !== JSON.stringify(state.value),
        )
        .map(({ name, value, state }) => [name, [seen(name, state.value), seen(name, value)]]),
    );
  }
}
