import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affected, insertRow, toDate, toOptionalRfc3339 } from '../../../src/database/rows.js';
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
