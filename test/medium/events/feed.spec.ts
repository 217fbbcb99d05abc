import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SYSTEM, authorOf, type Actor } from '../../../src/common/actor.js';
import { insertRows } from '../../../src/database/rows.js';
import { EventBell } from '../../../src/events/event-bell.js';
import { EventNumbers } from '../../../src/events/event-numbers.js';
import { EventsService, type EventResource } from '../../../src/events/events.service.js';
import type { SettingsService } from '../../../src/settings/settings.service.js';
import { permissionsOf } from '../../../src/staff-auth/permissions.js';
import { EventFeedService } from '../../../src/tickets/event-feed.service.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

type StaffActor = Extract<Actor, { kind: 'staff' }>;

const ADMIN: StaffActor = {
  kind: 'staff',
  id: 1,
  name: 'admin',
  role: 'admin',
  departmentIds: [],
  permissions: permissionsOf('admin'),
};
const staff = (departmentIds: number[]): StaffActor => ({
  ...ADMIN,
  id: 2,
  role: 'staff',
  departmentIds,
  permissions: permissionsOf('staff'),
});

describe.each(FLAVOURS)('the feed of events on %s', (flavour) => {
  let desk: OpenDatabase;
  const clock = new MovedClock();
  let numbers: EventNumbers[];
  let events: EventsService;
  let feed: EventFeedService;

  beforeAll(async () => {
    desk = await openDatabase(flavour);
    const bell = new EventBell(desk.database);
    // Two processes number, as in a fleet.
    numbers = [1, 2].map(() => new EventNumbers(desk.database, bell));
    events = new EventsService(desk.database, clock, numbers[0]!);
    feed = new EventFeedService(events, { get: () => 'departments' } as unknown as SettingsService);
  });
  beforeEach(async () => {
    for (const table of ['events', 'tickets', 'departments', 'staff', 'users'])
      await desk.database.transaction((tx) => tx.query(`delete from ${table}`));
  });
  afterAll(() => desk.close());

  const append = (resource: EventResource, resourceId: number, type = `${resource}.changed`, waitMs = 0) =>
    desk.database.transaction(async (tx) => {
      await events.append(tx, { type, resource, resourceId, actor: authorOf(SYSTEM) });
      if (waitMs) await tx.query('select 1').then(() => sleep(waitMs));
    });
  const numberAll = async (): Promise<void> => {
    while (await numbers[0]!.numberSome());
  };
  const read = (actor: Actor, after = 0, more: object = {}) =>
    feed.read(actor, { after, limit: 100, ...more });
  const idsOf = async (actor: Actor, more: object = {}): Promise<number[]> =>
    (await read(actor, 0, more)).events.map(({ resourceId }) => resourceId);

  it('passes over no event, whatever commits late and whoever numbers', async () => {
    const seen: number[] = [];
    let position = 0;
    const writing = { done: false };
    const follow = async (): Promise<void> => {
      for (let last = false; !last; ) {
        last = writing.done;
        const part = await read(ADMIN, position);
        seen.push(...part.events.map(({ resourceId }) => resourceId));
        position = part.position;
        await sleep(2);
      }
    };
    const number = async (one: EventNumbers): Promise<void> => {
      while (!writing.done) {
        await one.numberSome();
        await sleep(1);
      }
      await one.numberSome();
    };
    const write = async (writer: number): Promise<void> => {
      for (let at = 0; at < 15; at += 1)
        await append('settings', writer * 100 + at, 'settings.changed', Math.random() * 10);
    };
    const numbering = Promise.all(numbers.map(number));
    const following = follow();
    await Promise.all([0, 1, 2, 3].map(write));
    writing.done = true;
    await Promise.all([numbering, following]);
    seen.push(...(await read(ADMIN, position)).events.map(({ resourceId }) => resourceId));
    const all = [0, 1, 2, 3].flatMap((writer) => Array.from({ length: 15 }, (_, at) => writer * 100 + at));
    expect(seen.toSorted((a, b) => a - b)).toEqual(all);
  });

  it('shows each what they may see', async () => {
    const at = clock.now();
    await desk.database.transaction(async (tx) => {
      const department = { private: false, position: 1, createdAt: at, updatedAt: at, version: 1 };
      const person = { fullName: 'P', active: true, createdAt: at, updatedAt: at, version: 1 };
      const staffRow = {
        id: 2,
        username: 'p',
        usernameKey: 'p',
        role: 'staff',
        email: 'p@example.org',
        emailKey: 'p@example.org',
      };
      await insertRows(tx, 'staff', [{ ...staffRow, ...person }]);
      await insertRows(tx, 'users', [
        { id: 7, email: 'u@example.org', emailKey: 'u@example.org', ...person },
      ]);
      await insertRows(
        tx,
        'departments',
        [1, 2].map((id) => ({ id, name: `D${id}`, slug: `d${id}`, ...department })),
      );
      const ticket = {
        status: 'open',
        priority: 3,
        onHold: false,
        replyCount: 0,
        lastMessageAt: at,
        createdAt: at,
        updatedAt: at,
        version: 1,
      };
      await insertRows(tx, 'tickets', [
        { id: 1, subject: 'own department', departmentId: 1, assigneeId: null, ...ticket },
        { id: 2, subject: 'other department', departmentId: 2, assigneeId: null, ...ticket },
        { id: 3, subject: 'assigned', departmentId: 2, assigneeId: 2, ...ticket },
      ]);
    });
    const resources: EventResource[] = ['department', 'user', 'staff', 'api_token', 'settings', 'mailbox'];
    for (const [at, resource] of resources.entries()) await append(resource, 10 + at);
    for (const id of [1, 2, 3, 4]) await append('ticket', id, 'ticket.noted');
    await append('ticket', 1, 'ticket.replied');
    await numberAll();

    expect(await idsOf(ADMIN)).toEqual([10, 11, 12, 13, 14, 15, 1, 2, 3, 4, 1]);
    expect(await idsOf(staff([1]))).toEqual([10, 11, 1, 3, 1]);
    expect(await idsOf(staff([]))).toEqual([10, 11, 3]);
    const token = { kind: 'token', id: 1, name: 't', permissions: new Set(['events/read', 'staff/update']) };
    expect(await idsOf(token as Actor)).toEqual([12, 1, 2, 3, 4, 1]);
    const superuser: Actor = { ...staff([]), role: 'superuser', permissions: permissionsOf('superuser') };
    expect(await idsOf(superuser)).toEqual([10, 11, 1, 2, 3, 4, 1]);
    expect(await idsOf(staff([1]), { type: 'ticket.replied' })).toEqual([1]);
    expect(await idsOf(staff([1]), { ticketId: 1 })).toEqual([1, 1]);
    expect(await idsOf(staff([1]), { ticketId: 2 })).toEqual([]);
    await desk.database.transaction((tx) => tx.query('update tickets set requesterId = 7 where id = 1'));
    const user: Actor = { kind: 'user', id: 7, name: 'u', permissions: new Set(['users/read']) };
    const part = await read(user);
    expect(part.events.map(({ type }) => type)).toEqual(['ticket.replied']);
  });

  it('moves on in bounded parts where hardly anything fits', async () => {
    const row = { type: 'settings.changed', resource: 'settings', actorKind: 'system', actorName: 'x' };
    const rows = Array.from({ length: 5_000 }, (_, at) => ({
      ...row,
      resourceId: at,
      details: '{"changes":{}}',
      createdAt: clock.now(),
    }));
    for (let at = 0; at < rows.length; at += 1_000)
      await desk.database.transaction((tx) => insertRows(tx, 'events', rows.slice(at, at + 1_000)));
    await append('department', 7);
    await numberAll();
    const parts = [];
    let position = 0;
    do {
      parts.push(await read(staff([1]), position));
      position = parts.at(-1)!.position;
    } while (parts.at(-1)!.more);
    expect(parts.map((part) => part.events.map(({ resourceId }) => resourceId))).toEqual([[], [], [7]]);
    expect(await read(staff([1]), position)).toEqual({ events: [], position, more: false });
    const first = await feed.page(ADMIN, { limit: 10 });
    const second = await feed.page(ADMIN, { limit: 10, cursor: first.next! });
    expect(second.events.map(({ resourceId }) => resourceId)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]);
  });
});
