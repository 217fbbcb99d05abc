import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Database } from '../database/database.js';
import type { Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { readSetting, type SettingName, type SettingValues } from '../settings/setting-list.js';
import { SettingsService } from '../settings/settings.service.js';

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

  all(): SettingValues {
    return this.settings.all();
  }

  /** @throws InvalidInput naming the setting and its rule */
  async change(actor: Actor, input: Record<string, unknown>): Promise<SettingValues> {
    const before = this.settings.all();
    const changes: Changes = Object.fromEntries(
      Object.entries(input)
        .map(([name, value]) => [name, [before[name as SettingName], readSetting(name, value)]] as const)
        .filter(([, [from, to]]) => JSON.stringify(from) !== JSON.stringify(to)),
    );
    if (!Object.keys(changes).length) return before;
    await this.database.transaction(async (tx) => {
      await this.settings.change(tx, input);
      const about = { type: 'settings.changed', resource: 'settings' as const, resourceId: THE_SETTINGS };
      await this.events.append(tx, { ...about, actor: authorOf(actor), changes });
    });
    return this.settings.all();
  }
}
