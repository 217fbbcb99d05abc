import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { Database } from '../../../src/database/database.js';
import { KeptKeys } from '../../../src/database/kept-keys.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';

describe.each(FLAVOURS)('the database of the application on %s', (flavour) => {
  let settings: FreshDatabase;
  beforeEach(async () => {
    settings = await freshDatabase(flavour);
  });
  afterEach(() => settings.remove());

  const start = async (appSecret: string, appSecretPrevious?: string): Promise<TestingModule> => {
    const config = { ...settings, appSecret, appSecretPrevious } as unknown as Config;
    const module = Test.createTestingModule({ imports: [ConfigModule.with(config), DatabaseModule] });
    return (await module.compile()).init();
  };

  it('is migrated when the first room asks for it', async () => {
    const app = await start('the secret');
    expect(await app.get(Database).query('select name from settings')).toEqual([]);
    await app.close();
  });

  it('starts again with the same secret, and with no other', async () => {
    await (await start('the secret')).close();
    await (await start('the secret')).close();
    await expect(start('another one')).rejects.toMatchObject({ code: 'database.wrong_secret' });
  });

  it('goes over to another secret with the one before beside it, and stays there', async () => {
    await (await start('the secret')).close();
    const refused = { code: 'database.wrong_secret' };
    await expect(start('another one', 'not the secret')).rejects.toMatchObject(refused);
    const starting = [start('another one', 'the secret'), start('another one', 'the secret')];
    const kept = (await Promise.all(starting)).map((app) => app.get(KeptKeys).mailTokens.length);
    expect(kept).toEqual([1, 1]);
    for (const app of await Promise.all(starting)) await app.close();
    await (await start('another one')).close();
    await expect(start('the secret')).rejects.toMatchObject(refused);
  });
});
