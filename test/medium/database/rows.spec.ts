import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { affected, insertRow, toDate, toOptionalRfc3339, updateRow } from '../../../src/database/rows.js';
import { together } from '../../../src/database/together.js';
import { FLAVOURS, type OpenDatabase } from '../../support/database.js';
import { Note, note, openNotes } from './notes.js';

const AT = new Date('2026-11-22T17:05:00.123Z');
const LONG = 'Grüße, 打印机 and 🦉! '.repeat(10_000);

describe.each(FLAVOURS)('rows on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openNotes(flavour);
  });
  afterAll(() => desk.close());

  const insert = (row: Record<string, unknown>) =>
    desk.database.transaction((tx) => insertRow(tx, 'notes', row));
  const read = async (id: number) =>
    (await desk.database.query<Record<string, never>>('select * from notes where id = ?', [id]))[0]!;

  it('come back as they were written by SQL', async () => {
    const row = await read(await insert({ title: '🦉', body: LONG, done: true, at: AT }));
    expect({ ...row, at: toDate(row['at']) }).toEqual({
      id: expect.any(Number),
      title: '🦉',
      body: LONG,
      done: 1,
      at: AT,
    });
  });

  it('come back as entities as they were written by SQL', async () => {
    const id = await insert({ title: '🦉', body: LONG, done: true, at: AT });
    expect(await desk.database.repository(Note).findOneBy({ id })).toEqual({
      id,
      title: '🦉',
      body: LONG,
      done: true,
      at: AT,
    });
  });

  it('come back by SQL as they were written as entities', async () => {
    const { id } = await desk.database.transaction((tx) =>
      tx.getRepository(Note).save({ title: 'entity', body: LONG, done: true, at: AT }),
    );
    const row = await read(id);
    expect({ ...row, at: toDate(row['at']) }).toEqual({ id, title: 'entity', body: LONG, done: 1, at: AT });
  });

  describe('that are written together', () => {
    const all = (ids: number[]) =>
      desk.database.query<{ id: number; title: string; done: number; at: string | null }>(
        `select id, title, done, at from notes where id in (${ids.join()}) order by id`,
      );

    it('have the ids that their writers were told, and each its own values', async () => {
      const names = ['one', 'two', 'three', 'four'];
      const ids = await desk.database.transaction((tx) =>
        together(
          tx,
          names.map((name, at) => async () => {
            // Its turn comes later: it goes by itself.
            if (name === 'three') await tx.query('select 1');
            const id = await insertRow(tx, 'notes', note(name));
            await updateRow(tx, 'notes', id, { done: at > 1, at: at === 1 ? null : AT });
            return id;
          }),
        ),
      );
      const rows = await all(ids);
      expect(new Map(rows.map((row) => [row.title, row.id]))).toEqual(
        new Map(names.map((name, at) => [name, ids[at]])),
      );
      expect(Object.fromEntries(rows.map(({ title, done, at }) => [title, [done, at !== null]]))).toEqual({
        one: [0, true],
        two: [0, false],
        three: [1, true],
        four: [1, true],
      });
    });

    it('take one statement for each kind', async () => {
      await desk.database.transaction(async (tx) => {
        const query = vi.spyOn(tx, 'query');
        await together(
          tx,
          ['a', 'b', 'c'].map((name) => () => insertRow(tx, 'notes', note(name))),
        );
        expect(query.mock.calls.filter(([sql]) => sql.startsWith('insert'))).toHaveLength(1);
      });
    });

    it('are not there when one of them fails, and the others have ended by then', async () => {
      const ended: string[] = [];
      const written = desk.database.transaction((tx) =>
        together(tx, [
          () => Promise.reject(new Error('refused')),
          async () => {
            await insertRow(tx, 'notes', note('beside it'));
            ended.push('beside it');
          },
        ]),
      );
      await expect(written).rejects.toThrow('refused');
      expect(ended).toEqual(['beside it']);
      expect(await desk.database.query(`select id from notes where title = 'beside it'`)).toEqual([]);
    });
  });

  it('keep null, and take undefined for null', async () => {
    const row = await read(await insert({ title: 'empty', body: undefined, done: false, at: null }));
    expect(row).toMatchObject({ body: null, done: 0, at: null });
    expect(toOptionalRfc3339(row['at'])).toBeNull();
  });

  it('are found by time, to the millisecond, and by boolean', async () => {
    const later = new Date(AT.getTime() + 3_600_000);
    const id = await insert({ ...note('later'), done: true, at: later });
    const idsAfter = (time: Date) =>
      desk.database.query('select id from notes where at > ? and done = ?', [time, true]);
    expect(await idsAfter(new Date(later.getTime() - 1))).toEqual([{ id }]);
    expect(await idsAfter(later)).toEqual([]);
  });

  it('answer how many an UPDATE or DELETE found, changed or not', async () => {
    await insert(note('count me'));
    await insert(note('count me'));
    const counts = await desk.database.transaction(async (tx) => [
      affected(await tx.query("update notes set done = 0 where title = 'count me'")),
      affected(await tx.query("delete from notes where title = 'count me'")),
      affected(await tx.query("delete from notes where title = 'count me'")),
    ]);
    expect(counts).toEqual([2, 2, 0]);
  });

  it('never get an id that was given out before', async () => {
    const remove = (id: number) =>
      desk.database.transaction((tx) => tx.query('delete from notes where id = ?', [id]));
    const newest = await insert(note('newest'));
    await remove(newest);
    const next = await insert(note('next'));
    expect(next).toBe(newest + 1);

    await remove(next);
    await desk.dataSource.query('alter table notes add column added int');
    const afterwards = await insert({ ...note('afterwards'), added: 7 });
    expect(afterwards).toBe(next + 1);
    expect(await read(afterwards)).toMatchObject({ title: 'afterwards', added: 7 });
  });
});

describe.runIf(FLAVOURS.includes('mariadb'))('rows on a MariaDB with lax defaults', () => {
  it('are refused rather than cut', async () => {
    const desk = await openNotes('mariadb');
    const long = desk.database.transaction((tx) => insertRow(tx, 'notes', note('x'.repeat(21))));
    await expect(long).rejects.toThrow('Data too long');
    await desk.close();
  });
});
