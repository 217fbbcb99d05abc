import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.js';
import { findWords, indexWords, type IndexedWords } from '../../../src/database/word-index.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';

const INDEX = 'message_words';
const NEAR = 13_000;
const LIMIT = 200;
const range = (length: number): number[] => Array.from({ length }, (_, at) => at + 1);

/** Many rows close together, and before them, over a million numbers, one here and there. */
const rowOf = (rowid: number, at: number): IndexedWords => ({
  rowid,
  scope: at % 40 === 0 ? 2 : at % 3 === 0 ? 3 : 1,
  marks: [],
  words: [
    'wwall',
    at % 2 ? 'wwodd' : 'wweven',
    ...(at % 20 === 0 ? ['wwsome'] : []),
    ...(at % 31 === 0 ? ['wwother'] : []),
    ...(at % 2_500 === 7 ? ['wwrarely'] : []),
    ...(rowid < 500_000 ? ['wwlongago'] : []),
    `wwonly${rowid}`,
  ],
});
const ROWS = [
  ...range(400).map((at) => rowOf(at * 2_501, at)),
  ...range(NEAR).map((at) => rowOf(1_100_000 + at, at)),
];
const NEWEST_FIRST = ROWS.toReversed();

class ListeningDatabase extends Database {
  readonly asked: { sql: string; parameters: unknown[] }[] = [];

  override query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    this.asked.push({ sql, parameters });
    return super.query<T>(sql, parameters);
  }
}

describe.each(FLAVOURS)('a full-text index on %s', (flavour) => {
  let desk: OpenDatabase;
  let database: ListeningDatabase;
  beforeAll(async () => {
    desk = await openDatabase(flavour);
    database = new ListeningDatabase(desk.dataSource);
    for (let at = 0; at < ROWS.length; at += 2_000)
      await desk.database.transaction((tx) => indexWords(tx, INDEX, ROWS.slice(at, at + 2_000)));
  }, 60_000);
  afterAll(() => desk?.close());

  async function find(text: string, scopes: number[] = []): Promise<{ ids: number[]; isWhole: boolean }> {
    const words = text.split(' ').map((word) => ({
      token: `ww${word.replace('*', '')}`,
      isPrefix: word.endsWith('*'),
    }));
    const ids: number[] = [];
    database.asked.length = 0;
    const isWhole = await findWords(
      database,
      INDEX,
      { words, scopes, limit: LIMIT },
      async ({ sql, parameters }) => {
        const rows = await database.query<{ rowid: number }>(sql, parameters);
        ids.push(...rows.map(({ rowid }) => rowid));
        return ids.length < LIMIT;
      },
    );
    return { ids: ids.slice(0, LIMIT), isWhole };
  }

  const expected = (text: string, scopes: number[] = []): number[] =>
    NEWEST_FIRST.filter(
      ({ scope, words }) =>
        (!scopes.length || scopes.includes(scope)) &&
        text
          .split(' ')
          .every((word) =>
            word.endsWith('*')
              ? words.some((one) => one.startsWith(`ww${word.slice(0, -1)}`))
              : words.includes(`ww${word}`),
          ),
    )
      .map(({ rowid }) => rowid)
      .slice(0, LIMIT);

  it.each([
    'all',
    'some',
    'rarely',
    'longago',
    'nothing',
    'only2501',
    'only110000*',
    'all some',
    'some other',
    'longago odd',
    'odd rare*',
    'all odd other',
    'only1100001 all',
    'nothing all',
  ])('finds the newest rows with %j, of all and of some', async (text) => {
    for (const scopes of [[], [1], [2], [2, 3], [4]]) {
      const { ids, isWhole } = await find(text, scopes);
      expect(ids, scopes.join()).toEqual(expected(text, scopes));
      expect(isWhole).toBe(ids.length < LIMIT);
    }
  });

  /** The rows of the first word of each block, which are those that MariaDB goes through. */
  async function rowsRead(): Promise<number> {
    let rows = 0;
    for (const { parameters } of database.asked.filter(({ sql }) => sql.includes('against'))) {
      const [row] = await desk.database.query<{ total: number }>(
        `select count(*) as total from ${INDEX} where match (words) against (? in boolean mode)`,
        [(parameters[0] as string).replaceAll(/\(\+(\S+)[^)]*\)/g, '$1')],
      );
      rows += row!.total;
    }
    return rows;
  }

  const COST = {
    sqlite: { most: 'one statement', is: async () => database.asked.length <= 1 },
    mariadb: { most: '10,000 rows of a word', is: async () => (await rowsRead()) < 10_000 },
  }[flavour];

  it(`costs at most ${COST.most}`, async () => {
    for (const text of [
      'all',
      'odd',
      'longago',
      'all odd',
      'even odd',
      'odd even all',
      'some odd',
      'nothing all',
    ])
      for (const scopes of [[], [1], [2]]) {
        await find(text, scopes);
        expect(await COST.is(), `${text} ${scopes.join()}`).toBe(true);
      }
  });
});
