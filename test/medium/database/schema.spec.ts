import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';

describe.each(FLAVOURS)('the schema on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openDatabase(flavour);
  });
  afterAll(() => desk.close());

  it('is after all migrations what the entities say', async () => {
    const { upQueries } = await desk.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
