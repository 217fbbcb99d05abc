import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource, dataSourceOptions } from '../../../src/database/data-source.js';
import { migrate } from '../../../src/database/migrate.js';
import { FLAVOURS, freshDatabase, openDatabase, type OpenDatabase } from '../../support/database.js';

describe.each(FLAVOURS)('the schema on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openDatabase(flavour);
  });
  afterAll(() => desk.close());

  it('is after all migrations what the entities say', async () => {
    const { upQueries } = await desk.dataSource.driver.createSchemaBuilder().log();
    expect(desk.dataSource.entityMetadatas.length).toBeGreaterThan(0);
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('stays as it is when there is nothing to migrate', async () => {
    await migrate(desk.dataSource);
    expect(await desk.dataSource.showMigrations()).toBe(false);
  });

  it('goes back to nothing, migration by migration', async () => {
    for (const _ of desk.dataSource.migrations) await desk.dataSource.undoLastMigration();
    const runner = desk.dataSource.createQueryRunner();
    expect(await runner.hasTable('installation')).toBe(false);
    await runner.release();
    await migrate(desk.dataSource);
    expect(await desk.dataSource.showMigrations()).toBe(false);
  });
});

describe.runIf(FLAVOURS.includes('mariadb'))('a MariaDB whose default is latin1', () => {
  it('stores all of Unicode after the migrations', async () => {
    const desk = await openDatabase('mariadb');
    await desk.dataSource.query("insert into installation (name, value) values ('owl', '打印机 🦉')");
    const kept = await desk.database.query("select value from installation where name = 'owl'");
    expect(kept).toEqual([{ value: '打印机 🦉' }]);
    await desk.close();
  });
});

describe.runIf(FLAVOURS.includes('mariadb'))('replicas that start together on an empty MariaDB', () => {
  it('migrate it once', async () => {
    const settings = await freshDatabase('mariadb');
    const replicas = await Promise.all(
      [1, 2].map(() => createDataSource(dataSourceOptions(settings)).initialize()),
    );
    await Promise.all(replicas.map(migrate));

    const migrations = replicas[0]!.migrations.length;
    expect(await replicas[0]!.query('select count(*) as run from migrations')).toEqual([{ run: migrations }]);
    await Promise.all(replicas.map((replica) => replica.destroy()));
    await settings.remove();
  });
});
