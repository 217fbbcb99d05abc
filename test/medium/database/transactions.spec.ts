import { Logger } from '@nestjs/common';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterCommit } from '../../../src/database/database.js';
import { isUniqueViolation } from '../../../src/database/flavour.js';
import { insertRow } from '../../../src/database/rows.js';
import { FLAVOURS, type OpenDatabase } from '../../support/database.js';
import { Note, note, openNotes, titles } from './notes.js';

describe.each(FLAVOURS)('a transaction on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openNotes(flavour);
  });
  beforeEach(() => desk.dataSource.query('delete from notes'));
  afterAll(() => desk.close());

  it('commits all its writes or none', async () => {
    const failing = desk.database.transaction(async (tx) => {
      await insertRow(tx, 'notes', note('one'));
      await tx.getRepository(Note).save(note('two'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await titles(desk)).toEqual([]);
  });

  it('survives the rollback of a savepoint inside it', async () => {
    await desk.database.transaction(async (tx) => {
      await insertRow(tx, 'notes', note('outer'));
      const inner = tx.transaction(async (nested) => {
        await insertRow(nested, 'notes', note('inner'));
        throw new Error('only me');
      });
      await expect(inner).rejects.toThrow('only me');
    });
    expect(await titles(desk)).toEqual(['outer']);
  });

  it('goes on after a unique index has refused a row', async () => {
    await desk.database.transaction(async (tx) => {
      const id = await insertRow(tx, 'notes', note('taken'));
      const again = insertRow(tx, 'notes', { id, ...note('taken') });
      const error: unknown = await again.catch((reason: unknown) => reason);
      expect(isUniqueViolation(error)).toBe(true);
      await insertRow(tx, 'notes', note('free'));
    });
    expect(await titles(desk)).toEqual(['taken', 'free']);
  });

  it('cannot be written to once it has ended', async () => {
    const ended = await desk.database.transaction((tx) => Promise.resolve(tx));
    await expect(insertRow(ended, 'notes', note('late'))).rejects.toThrow(/released|ended|closed/i);
    expect(await titles(desk)).toEqual([]);
  });

  it('is the only way to write', async () => {
    await expect(desk.database.query("update notes set title = 'x'")).rejects.toThrow('Not a read');
  });

  it('runs what waits for its commit once, after the commit', async () => {
    const seen: string[][] = [];
    await desk.database.transaction(async (tx) => {
      afterCommit(tx, async () => void seen.push(await titles(desk)));
      await insertRow(tx, 'notes', note('committed'));
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([['committed']]);
  });

  it('drops what waits for its commit when it rolls back', async () => {
    const task = vi.fn();
    const failing = desk.database.transaction(async (tx) => {
      afterCommit(tx, task);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await desk.database.transaction((tx) => insertRow(tx, 'notes', note('another')));
    expect(task).not.toHaveBeenCalled();
  });

  it('stands although a task after its commit fails', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const next = vi.fn();
    await desk.database.transaction(async (tx) => {
      afterCommit(tx, () => Promise.reject(new Error('the task failed')));
      afterCommit(tx, next);
      await insertRow(tx, 'notes', note('kept'));
    });
    expect(await titles(desk)).toEqual(['kept']);
    expect(next).toHaveBeenCalledOnce();
    expect(log).toHaveBeenCalledWith(
      'A task after a commit failed.',
      expect.stringContaining('the task failed'),
    );
    log.mockRestore();
  });
});

describe.runIf(FLAVOURS.includes('mariadb'))(
  'a transaction that MariaDB ends as the victim of a deadlock',
  () => {
    it('is tried again, and what waits for its commit runs once', async () => {
      const desk = await openNotes('mariadb');
      const [a, b] = await desk.database.transaction(async (tx) => [
        await insertRow(tx, 'notes', note('a')),
        await insertRow(tx, 'notes', note('b')),
      ]);
      const task = vi.fn();
      const bothHoldOne = meeting(2);
      let attempts = 0;
      const finish = (first: number, second: number) =>
        desk.database.transaction(async (tx) => {
          attempts++;
          afterCommit(tx, task);
          await tx.query('update notes set done = 1 where id = ?', [first]);
          await bothHoldOne();
          await tx.query('update notes set done = 1 where id = ?', [second]);
        });

      await Promise.all([finish(a!, b!), finish(b!, a!)]);
      expect(attempts).toBe(3);
      expect(task).toHaveBeenCalledTimes(2);
      expect(await desk.database.repository(Note).countBy({ done: true })).toBe(2);
      await desk.close();
    });
  },
);

describe('a transaction that finds the SQLite file busy', () => {
  let desk: OpenDatabase;
  let program: Sqlite.Database;
  beforeAll(async () => {
    desk = await openNotes('sqlite');
  });
  beforeEach(async () => {
    await desk.dataSource.query('delete from notes');
    program = new Sqlite(`${desk.settings.dataDir}/switchdesk.sqlite`);
    program.exec('begin immediate');
  });
  afterAll(() => desk.close());

  it('is tried again until the other program is done', async () => {
    const waiting = desk.database.transaction((tx) => insertRow(tx, 'notes', note('patient')));
    setImmediate(() => program.close());
    await waiting;
    expect(await titles(desk)).toEqual(['patient']);
  });

  it('fails after three more attempts', async () => {
    const work = vi.fn();
    await expect(desk.database.transaction(work)).rejects.toThrow('database is locked');
    expect(work).not.toHaveBeenCalled();

    program.close();
    await desk.database.transaction((tx) => insertRow(tx, 'notes', note('free again')));
    expect(await titles(desk)).toEqual(['free again']);
  });
});

/** Everybody waits until `size` have come; later ones pass. */
function meeting(size: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length >= size) for (const go of waiting) go();
    });
}
