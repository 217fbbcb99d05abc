import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { createDataSource, dataSourceOptions } from '../../../src/database/data-source.js';
import { Database } from '../../../src/database/database.js';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { OutboxRelay, type OutboxHandler } from '../../../src/outbox/outbox-relay.js';
import { OutboxService } from '../../../src/outbox/outbox.service.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe.each(FLAVOURS)('the outbox on %s', (flavour) => {
  let desk: OpenDatabase;
  let clock: MovedClock;
  let started: OutboxRelay[];
  beforeAll(async () => {
    Logger.overrideLogger(false);
    desk = await openDatabase(flavour, { entities: [OutboxMessage] });
  });
  beforeEach(() => {
    clock = new MovedClock();
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((relay) => relay.stop()));
    await desk.database.transaction((tx) => tx.query('delete from outbox'));
  });
  afterAll(() => desk.close());

  /** A process with a handler for `ticket.opened`, and one for what `expectQuiet` adds. */
  function start(handler: OutboxHandler, database = desk.database): OutboxRelay {
    const relay = new OutboxRelay(database, clock);
    relay.handle('ticket.opened', handler);
    relay.handle('end.reached', () => Promise.resolve());
    relay.start();
    started.push(relay);
    return relay;
  }

  const add = (relay: OutboxRelay, payload: Record<string, unknown> = {}, topic = 'ticket.opened') =>
    desk.database.transaction((tx) => new OutboxService(desk.database, relay, clock).add(tx, topic, payload));

  /** What an earlier process left behind. */
  const leave = (payload?: Record<string, unknown>, topic?: string) =>
    add(new OutboxRelay(desk.database, clock), payload, topic);

  const messages = () => desk.dataSource.getRepository(OutboxMessage).find({ order: { id: 'ASC' } });
  const states = async () => (await messages()).map(({ state }) => state);
  const expectStates = (...expected: string[]) =>
    vi.waitFor(async () => expect(await states()).toEqual(expected), { timeout: 4_000, interval: 10 });

  it('hands over what a change owes once the change is committed', async () => {
    const handler = vi.fn<OutboxHandler>(() => Promise.resolve());
    await add(start(handler), { ticketId: 7, subject: 'Tinte 🖨️' });
    await expectStates('done');
    const [message] = await messages();
    expect(handler.mock.calls).toEqual([[{ ticketId: 7, subject: 'Tinte 🖨️' }, message!.id]]);
    expect(message).toMatchObject({ attempts: 1, lastError: null, doneAt: clock.now() });
  });

  it('owes nothing for a change that was rolled back', async () => {
    const handler = vi.fn<OutboxHandler>(() => Promise.resolve());
    const relay = start(handler);
    const change = desk.database.transaction(async (tx) => {
      await new OutboxService(desk.database, relay, clock).add(tx, 'ticket.opened', { ticketId: 1 });
      throw new Error('refused');
    });
    await expect(change).rejects.toThrow('refused');
    await add(relay, { ticketId: 2 });
    await expectStates('done');
    expect(handler.mock.calls.map(([payload]) => payload)).toEqual([{ ticketId: 2 }]);
  });

  it('takes up what an earlier process left, in order of id, however much it is', async () => {
    const seen: unknown[] = [];
    const sent = Array.from({ length: 45 }, (_, n) => n);
    for (const n of sent) await leave({ n });
    // The first one has failed before and was due again only after the others.
    clock.move(SECOND);
    const [first] = await messages();
    await desk.database.transaction((tx) =>
      tx.query('update outbox set attempts = 1, availableAt = ? where id = ?', [clock.now(), first!.id]),
    );
    start(async ({ n }) => void seen.push(n));
    await expectStates(...sent.map(() => 'done'));
    expect(seen).toEqual(sent);
  });

  it('is not put off by changes that keep coming', async () => {
    const handler = vi.fn<OutboxHandler>(() => Promise.resolve());
    const relay = start(handler);
    const changes = setInterval(() => relay.wake(), 2);
    await add(relay);
    await expectStates('done').finally(() => clearInterval(changes));
  });

  it('takes up at once what is added while it is busy', async () => {
    const seen: unknown[] = [];
    const relay: OutboxRelay = start(async ({ n }) => {
      seen.push(n);
      if (n === 1) await add(relay, { n: 2 });
    });
    await add(relay, { n: 1 });
    await expectStates('done', 'done');
    expect(seen).toEqual([1, 2]);
  });

  it('tries again after 1 s, 10 s, 1 min, 10 min and 1 h, then leaves the message for a person', async () => {
    const handler = vi.fn<OutboxHandler>(() => Promise.reject(new Error('mail server on fire')));
    const relay = start(handler);
    await add(relay);
    for (const wait of [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR]) {
      const [before] = await vi.waitFor(async () => {
        const rows = await messages();
        expect(rows[0]).toMatchObject({ state: 'pending', lastError: 'mail server on fire' });
        expect(rows[0]!.attempts).toBe(handler.mock.calls.length);
        // Until the attempt has come to its end, it is the end of the claim.
        expect(rows[0]!.availableAt.getTime() - clock.now().getTime()).toBe(wait);
        return rows;
      });
      await expectQuiet(relay, handler, wait - 1);
      clock.move(1);
      relay.wake();
      await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(before!.attempts + 1));
    }
    await expectStates('dead');
    await expectQuiet(relay, handler, 24 * HOUR);
    expect(handler).toHaveBeenCalledTimes(6);
    expect((await messages())[0]).toMatchObject({
      attempts: 6,
      lastError: 'mail server on fire',
      doneAt: null,
    });
  });

  /** After this time the relay finds nothing to hand over but what is added then. */
  async function expectQuiet(relay: OutboxRelay, handler: Mock<OutboxHandler>, milliseconds: number) {
    const calls = handler.mock.calls.length;
    clock.move(milliseconds);
    await add(relay, {}, 'end.reached');
    await vi.waitFor(async () =>
      expect((await messages()).at(-1)).toMatchObject({ topic: 'end.reached', state: 'done' }),
    );
    await desk.database.transaction((tx) => tx.query(`delete from outbox where topic = 'end.reached'`));
    expect(handler).toHaveBeenCalledTimes(calls);
  }

  it('does not let one message that fails hold up the others', async () => {
    const relay = start(({ n }) => (n === 1 ? Promise.reject(new Error('bad')) : Promise.resolve()));
    await add(relay, { n: 1 });
    await add(relay, { n: 2 });
    await expectStates('pending', 'done');
    expect((await messages())[0]!.lastError).toBe('bad');
  });

  it('tries a topic that nobody handles again, for a newer process may know it', async () => {
    await leave({}, 'star.born');
    start(() => Promise.resolve());
    await vi.waitFor(async () =>
      expect((await messages())[0]).toMatchObject({
        state: 'pending',
        attempts: 1,
        lastError: 'Nobody handles the topic "star.born".',
      }),
    );
  });

  it('has one handler a topic', () => {
    const relay = start(() => Promise.resolve());
    expect(() => relay.handle('ticket.opened', () => Promise.resolve())).toThrow('has a handler already');
  });

  it('hands each message to only one of two processes', async () => {
    const options = { ...dataSourceOptions(desk.settings), entities: [OutboxMessage] };
    const other = await createDataSource(options).initialize();
    const sent = Array.from({ length: 30 }, (_, n) => n);
    for (const n of sent) await leave({ n });
    const seen: unknown[][] = [[], []];
    start(async ({ n }) => void seen[0]!.push(n));
    start(async ({ n }) => void seen[1]!.push(n), new Database(other));
    await expectStates(...sent.map(() => 'done'));
    expect(seen.flat().toSorted((a, b) => Number(a) - Number(b))).toEqual(sent);
    expect((await messages()).every(({ attempts }) => attempts === 1)).toBe(true);
    await started[1]!.stop();
    await other.destroy();
  });

  describe('when an attempt does not come to its end', () => {
    /** A handler that hangs until it is told how to end. */
    function hanging() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const handler = vi.fn<OutboxHandler>(() => promise);
      return { handler, resolve, reject };
    }

    it('leaves the message to it for a minute, then gives it to another process', async () => {
      const first = hanging();
      await add(start(first.handler));
      await vi.waitFor(() => expect(first.handler).toHaveBeenCalledOnce());
      const second = vi.fn<OutboxHandler>(() => Promise.resolve());
      const relay = start(second);
      await expectQuiet(relay, second, MINUTE - 1);
      clock.move(1);
      relay.wake();
      await expectStates('done');
      expect(second).toHaveBeenCalledOnce();

      first.reject(new Error('too late'));
      await started[0]!.stop();
      expect((await messages())[0]).toMatchObject({ state: 'done', attempts: 2, lastError: null });
    });

    it('is given up in the end, when every attempt takes its process with it', async () => {
      await leave();
      const attempts = Array.from({ length: 6 }, hanging);
      for (const { handler } of attempts) {
        start(handler);
        await vi.waitFor(() => expect(handler).toHaveBeenCalledOnce());
        clock.move(MINUTE);
      }
      const last = vi.fn<OutboxHandler>(() => Promise.resolve());
      start(last);
      await expectStates('dead');
      expect(last).not.toHaveBeenCalled();
      expect((await messages())[0]).toMatchObject({ attempts: 7, lastError: 'No attempt came to an end.' });
      for (const { resolve } of attempts) resolve();
    });

    it('is waited for when the process stops, and nothing more is begun', async () => {
      const { handler, resolve } = hanging();
      const relay = start(handler);
      await add(relay);
      await add(relay);
      await vi.waitFor(() => expect(handler).toHaveBeenCalledOnce());
      const stopped = relay.stop();
      await add(relay);
      resolve();
      await stopped;
      expect(await states()).toEqual(['done', 'pending', 'pending']);
      expect((await messages()).map(({ attempts }) => attempts)).toEqual([1, 0, 0]);
      expect(handler).toHaveBeenCalledOnce();
    });
  });
});
