import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertRow } from '../../../src/database/rows.js';
import { FLAVOURS, type OpenDatabase } from '../../support/database.js';
import { beside } from '../../support/one-connection.js';
import { Note, note, openNotes, titles } from './notes.js';

describe.each(FLAVOURS)('callers who share the database on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openNotes(flavour);
  });
  beforeEach(() => desk.dataSource.query('delete from notes'));
  afterAll(() => desk.close());

  it('keep their acknowledged writes when another one rolls back', async () => {
    const rolledBack = desk.database.transaction(async (tx) => {
      await insertRow(tx, 'notes', note('taken back'));
      await setTimeout(50);
      throw new Error('changed my mind');
    });
    const others = [
      desk.dataSource.getRepository(Note).insert(note('by insert')),
      desk.dataSource.getRepository(Note).save(note('by save')),
      desk.database.transaction((tx) => insertRow(tx, 'notes', note('in a transaction'))),
    ];

    await expect(rolledBack).rejects.toThrow('changed my mind');
    await Promise.all(others);
    expect((await titles(desk)).toSorted()).toEqual(['by insert', 'by save', 'in a transaction']);
  });

  it('do not see what is not committed', async () => {
    await desk.database.transaction(async (tx) => {
      await insertRow(tx, 'notes', note('soon'));
      expect(await beside(() => titles(desk))).toEqual([]);
      expect(await beside(() => desk.database.repository(Note).count())).toBe(0);
      expect(await tx.getRepository(Note).count()).toBe(1);
    });
    expect(await titles(desk)).toEqual(['soon']);
  });

  it('all succeed with 20 slow transactions at once', async () => {
    const slow = Array.from({ length: 20 }, (_, n) =>
      desk.database.transaction(async (tx) => {
        await insertRow(tx, 'notes', note(`first ${n}`));
        await setTimeout(2);
        await insertRow(tx, 'notes', note(`second ${n}`));
      }),
    );
    await Promise.all(slow);
    expect(await titles(desk)).toHaveLength(40);
  });

  it('all succeed with 500 small transactions from 10 workers', async () => {
    const worker = async (name: number): Promise<void> => {
      for (let n = 0; n < 50; n++) {
        await desk.database.transaction(async (tx) => {
          const id = await insertRow(tx, 'notes', note(`${name}/${n}`));
          await tx.query('update notes set done = ? where id = ?', [true, id]);
        });
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, name) => worker(name)));
    expect(await desk.database.repository(Note).countBy({ done: true })).toBe(500);
  });
});

describe('the write lock of SQLite', () => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openNotes('sqlite', 100);
  });
  beforeEach(() => desk.dataSource.query('delete from notes'));
  afterAll(() => desk.close());

  it('tells of a write outside its transaction instead of waiting for ever', async () => {
    const mistaken = desk.database.transaction(async (tx) => {
      await insertRow(tx, 'notes', note('inside'));
      await desk.dataSource.getRepository(Note).insert(note('outside'));
    });
    await expect(mistaken).rejects.toThrow('a write outside its transaction?');

    await desk.database.transaction((tx) => insertRow(tx, 'notes', note('afterwards')));
    expect(await titles(desk)).toEqual(['afterwards']);
  });

  it('is given back by a transaction that was never ended', async () => {
    const runner = desk.dataSource.createQueryRunner();
    await runner.startTransaction();
    await insertRow(runner.manager, 'notes', note('forgotten'));
    await runner.release();

    await desk.database.transaction((tx) => insertRow(tx, 'notes', note('next')));
    expect(await titles(desk)).toEqual(['next']);
  });

  it('is given back when SQLite ends the transaction by itself', async () => {
    const ended = desk.database.transaction(async (tx) => {
      const id = await insertRow(tx, 'notes', note('same'));
      await tx.query("insert or rollback into notes (id, title, done) values (?, 'same', 0)", [id]);
    });
    await expect(ended).rejects.toThrow('UNIQUE');

    await desk.database.transaction((tx) => insertRow(tx, 'notes', note('next')));
    expect(await titles(desk)).toEqual(['next']);
  });
});
