import { describe, expect, it } from 'vitest';
import { dataSourceOptions } from './data-source.js';

describe('dataSourceOptions', () => {
  it('means SQLite in the data folder without a URL', () => {
    expect(dataSourceOptions({ dataDir: '/data', databaseUrl: '' })).toMatchObject({
      type: 'better-sqlite3',
      database: '/data/switchdesk.sqlite',
    });
  });

  it.each(['mysql', 'mariadb'])('reads a %s URL, its user, password and name decoded', (protocol) => {
    const databaseUrl = `${protocol}://us%40er:p%2Fw%3A%40@db.example:3307/help%20desk`;
    expect(dataSourceOptions({ dataDir: '/data', databaseUrl })).toMatchObject({
      type: 'mariadb',
      host: 'db.example',
      port: 3307,
      username: 'us@er',
      password: 'p/w:@',
      database: 'help desk',
    });
  });

  it('takes the usual port when the URL names none', () => {
    expect(dataSourceOptions({ dataDir: '/data', databaseUrl: 'mysql://u:p@db/desk' })).toMatchObject({
      port: 3306,
    });
  });

  it('leaves the schema to the migrations', () => {
    expect(dataSourceOptions({ dataDir: '/data', databaseUrl: '' }).synchronize).toBe(false);
  });
});
