import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../../src/app.module.js';
import { SYSTEM, type Actor } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { insertRow } from '../../../src/database/rows.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { StaffService } from '../../../src/staff-auth/staff.service.js';
import { HistoryService } from '../../../src/tickets/history.service.js';
import { MessageEditsService } from '../../../src/tickets/message-edits.service.js';
import { StaffRecountsService } from '../../../src/tickets/staff-recounts.service.js';
import { StaffRemovalsService } from '../../../src/tickets/staff-removals.service.js';
import { ThreadService } from '../../../src/tickets/thread.service.js';
import { TicketActionsService } from '../../../src/tickets/ticket-actions.service.js';
import { TICKET_SORTS, type TicketSort } from '../../../src/tickets/ticket-list-plan.js';
import { UserErasuresService } from '../../../src/people/user-erasures.service.js';
import { TicketMergesService } from '../../../src/tickets/ticket-merges.service.js';
import { TicketLists } from '../../../src/tickets/ticket-lists.js';
import { TicketsQueries } from '../../../src/tickets/tickets.queries.js';
import { TicketsService, type Opening } from '../../../src/tickets/tickets.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const permissions: ReadonlySet<string> = new Set();
const TOKEN: Actor = { kind: 'token', id: 1, name: 'script', permissions };

describe.each(FLAVOURS)('tickets on %s', (flavour) => {
  let fresh: FreshDatabase;
  let desk: TestingModule;
  const clock = new MovedClock();
  const the = <T>(service: abstract new (...args: never[]) => T): T =>
    desk.get<T>(service, { strict: false });
  let open: number;
  let secret: number;

  beforeAll(async () => {
    fresh = await freshDatabase(flavour);
    const config = readEnvironment({
      DATA_DIR: fresh.dataDir,
      DATABASE_URL: fresh.databaseUrl,
      APP_SECRET: 'a secret of the test run, 32 characters or more',
      DIALECTS: '',
    });
    desk = await Test.createTestingModule({ imports: [AppModule.with(config)] })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    await desk.init();
    open = (await the(DepartmentsService).create(SYSTEM, { name: 'Open' })).id;
    secret = (await the(DepartmentsService).create(SYSTEM, { name: 'Secret', private: true })).id;
  });
  afterAll(async () => {
    await desk?.close();
    await fresh.remove();
  });

  let serial = 0;
  async function newUser(): Promise<Actor & { kind: 'user' }> {
    const email = `user${++serial}@example.org`;
    const { id, fullName } = await the(UsersService).create(SYSTEM, { fullName: email, email });
    return { kind: 'user', id, name: fullName, permissions };
  }
  const opening = (more: Partial<Opening> = {}): Opening => ({
    departmentId: open,
    subject: 'A subject',
    body: 'A body.',
    format: 'text',
    ...more,
  });

  describe('the public', () => {
    it('opens tickets in open departments; a private one does not exist for it', async () => {
      const user = await newUser();
      const own = { requesterId: user.id };
      await the(TicketsService).open(user, opening(own));
      const fault = {
        code: 'request.invalid',
        message: 'There is no such department.',
        more: { faults: [{ pointer: '/departmentId', code: 'unknown' }] },
      };
      for (const departmentId of [secret, 9999])
        await expect(the(TicketsService).open(user, opening({ ...own, departmentId }))).rejects.toMatchObject(
          fault,
        );
      await expect(the(DepartmentsService).get(user, secret)).rejects.toMatchObject({
        code: 'department.not_found',
      });
      expect((await the(DepartmentsService).list(user)).map(({ id }) => id)).toEqual([open]);
    });

    it('is no rule for those who act for the desk', async () => {
      for (const actor of [TOKEN, SYSTEM])
        await expect(
          the(TicketsService).open(actor, opening({ departmentId: secret })),
        ).resolves.toBeDefined();
    });

    it('sees its own tickets without the notes on them, and nothing of others', async () => {
      const [user, other] = [await newUser(), await newUser()];
      const { ticketId, messageId } = await the(TicketsService).open(user, opening({ requesterId: user.id }));
      const note = { body: 'Psst', format: 'text' as const, visibility: 'internal' as const };
      const { messageId: noteId } = await the(TicketsService).reply(TOKEN, ticketId, note);
      const list = async (actor: Actor): Promise<number[]> =>
        (await the(TicketLists).list(actor, { sort: '-id', limit: 100 })).items.map(({ id }) => id);
      expect([await list(user), await list(other)]).toEqual([[ticketId], []]);
      const { items } = await the(ThreadService).list(user, ticketId, { limit: 100 });
      expect(items.map(({ id }) => id)).toEqual([messageId]);
      await expect(the(ThreadService).get(user, noteId)).rejects.toMatchObject({ code: 'message.not_found' });
      await expect(the(ThreadService).get(other, messageId)).rejects.toMatchObject({
        code: 'message.not_found',
      });
      await expect(the(ThreadService).list(other, ticketId, { limit: 1 })).rejects.toMatchObject({
        code: 'ticket.not_found',
      });
    });
  });

  describe('a member of staff', () => {
    const member = async (departmentIds: number[]): Promise<Actor & { kind: 'staff' }> => {
      const username = `staff${++serial}`;
      const account = { username, fullName: username, email: `${username}@example.com`, departmentIds };
      const { id } = await the(StaffService).create(SYSTEM, { ...account, role: 'staff' });
      return { kind: 'staff', id, name: username, role: 'staff', departmentIds, permissions };
    };

    it('takes and gives tickets only within their departments, whatever else they see', async () => {
      const alice = await member([open]);
      const own = await the(TicketsService).open(alice, opening());
      const foreign = await the(TicketsService).open(alice, opening({ departmentId: secret }));
      const refusal = { code: 'ticket.department_not_yours' };
      const act = (ticketId: number, action: 'claim' | 'assign') =>
        the(TicketActionsService).act(alice, ticketId, action, { assigneeId: alice.id });
      for (const action of ['claim', 'assign'] as const) {
        await expect(act(foreign.ticketId, action)).rejects.toMatchObject(refusal);
        await expect(act(own.ticketId, action)).resolves.toBeUndefined();
      }
      for (const change of [{ assigneeId: alice.id }, { onHold: true }]) {
        const changed = the(TicketsService).change(alice, foreign.ticketId, change);
        await expect(changed).rejects.toMatchObject(refusal);
      }
      expect(await the(TicketsQueries).get(SYSTEM, foreign.ticketId)).toMatchObject({
        assigneeId: null,
        onHold: false,
        version: 1,
      });
      await the(TicketsService).change(SYSTEM, foreign.ticketId, { assigneeId: alice.id });
      await the(TicketActionsService).act(alice, foreign.ticketId, 'release');
      expect((await the(TicketsQueries).get(SYSTEM, foreign.ticketId)).assigneeId).toBeNull();
    });

    it('is counted anew where a count is wrong, and only then', async () => {
      const carl = await member([open]);
      const { ticketId } = await the(TicketsService).open(carl, opening({ assigneeId: carl.id }));
      await the(TicketsService).reply(carl, ticketId, { body: 'x', format: 'text' });
      for (const count of ['posts', 'assigned'] as const)
        expect(await the(StaffRecountsService).recount(count)).toEqual([]);
      const wrong = `update counters set value = value + 5 where name like 'staff/${carl.id}/%'`;
      await the(Database).transaction((tx) => tx.query(wrong));
      const about = { staffId: carl.id, username: carl.name };
      expect(await the(StaffRecountsService).recount('posts')).toEqual([{ ...about, from: 7, to: 2 }]);
      expect(await the(StaffRecountsService).recount('assigned')).toEqual([{ ...about, from: 6, to: 1 }]);
      expect(await the(StaffService).get(carl.id)).toMatchObject({ posts: 2, assigned: 1 });
    });

    it('who is deleted lets go of their tickets, each of which tells so', async () => {
      const bob = await member([open]);
      const { ticketId } = await the(TicketsService).open(SYSTEM, opening({ assigneeId: bob.id }));
      const other = await the(TicketsService).open(SYSTEM, opening());
      clock.move(60);
      await the(StaffRemovalsService).removeStaff(SYSTEM, bob.id);
      expect(await the(TicketsQueries).get(SYSTEM, ticketId)).toMatchObject({
        assigneeId: null,
        version: 2,
        updatedAt: clock.now().toISOString(),
      });
      const { items } = await the(HistoryService).ofTicket(SYSTEM, ticketId, { limit: 10 });
      expect(items.at(-1)).toMatchObject({ type: 'ticket.changed', changes: { assigneeId: [bob.id, null] } });
      expect((await the(TicketsQueries).get(SYSTEM, other.ticketId)).version).toBe(1);
    });
  });

  it('are as they were, but for their version, when their last reply is deleted', async () => {
    const { ticketId } = await the(TicketsService).open(SYSTEM, opening());
    clock.move(60);
    const { messageId } = await the(TicketsService).reply(TOKEN, ticketId, { body: 'No.', format: 'text' });
    const answered = await the(TicketsQueries).get(SYSTEM, ticketId);
    expect(answered).toMatchObject({ replyCount: 1, version: 2, lastMessageAt: answered.updatedAt });
    await the(MessageEditsService).delete(TOKEN, messageId);
    expect(await the(TicketsQueries).get(SYSTEM, ticketId)).toMatchObject({
      replyCount: 0,
      version: 3,
      lastMessageAt: answered.createdAt,
    });
  });

  it('are found by rare words however much was said since, by all who see them', async () => {
    const [body, departmentId] = ['Quetzalcoatl came', open];
    const { ticketId } = await the(TicketsService).open(TOKEN, opening({ body }));
    // As if tens of thousands of messages lay between.
    const said = { ticketId, authorKind: 'system', authorName: 'desk', visibility: 'public', format: 'text' };
    const row = {
      ...said,
      body: 'Later.',
      minutes: 0,
      createdAt: clock.now(),
      updatedAt: clock.now(),
      version: 1,
    };
    await the(Database).transaction((tx) => insertRow(tx, 'messages', { id: 90_000, ...row }));
    const staffOf = (departmentIds: number[]): Actor => ({
      kind: 'staff',
      id: 1,
      name: 'agent',
      role: 'staff',
      departmentIds,
      permissions,
    });
    const found = async (actor: Actor): Promise<number[]> =>
      (await the(TicketLists).list(actor, { q: 'QUETZALCOATL', limit: 9 })).items.map(({ id }) => id);
    for (const actor of [TOKEN, staffOf([departmentId]), staffOf([departmentId, 71, 72, 73])])
      expect(await found(actor)).toEqual([ticketId]);
    for (const actor of [staffOf([secret]), staffOf([secret, 71, 72, 73])])
      expect(await found(actor)).toEqual([]);
  });

  it('are not found by what an erased user said on those of others', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const from = await the(TicketsService).open(user, opening({ requesterId: user.id, body: 'Xylophone' }));
    const into = await the(TicketsService).open(other, opening({ requesterId: other.id }));
    await the(TicketMergesService).merge(SYSTEM, from.ticketId, { intoTicketId: into.ticketId });
    const found = async (): Promise<number[]> =>
      (await the(TicketLists).list(TOKEN, { q: 'xylophone', limit: 9 })).items.map(({ id }) => id);
    expect(await found()).toEqual([into.ticketId]);
    await the(UserErasuresService).erase(SYSTEM, user.id);
    expect(await found()).toEqual([]);
  });

  describe('tickets that changed at the same moment', () => {
    /** Sixty, in groups of seven that share their moment, over two departments. */
    const ids: number[] = [];
    let departmentIds: number[];

    beforeAll(async () => {
      const create = async (): Promise<number> =>
        (await the(DepartmentsService).create(SYSTEM, { name: 'Moments' })).id;
      departmentIds = [await create(), await create()];
      for (let index = 0; index < 60; index += 1) {
        if (index % 7 === 0) clock.move(1);
        const { ticketId } = await the(TicketsService).open(
          SYSTEM,
          opening({ departmentId: departmentIds[index % 2]!, dueAt: clock.now() }),
        );
        ids.push(ticketId);
      }
    });

    async function walk(
      actor: Actor,
      sort: TicketSort,
      limit: number,
    ): Promise<{ there: number[]; back: number[] }> {
      const pageAt = (cursor?: string | null) =>
        the(TicketLists).list(actor, { sort, limit, ...(cursor && { cursor }) });
      let page = await pageAt();
      const there = page.items.map(({ id }) => id);
      // A list that repeats itself would go on for ever.
      while (page.page.next && there.length < 1000) {
        page = await pageAt(page.page.next);
        there.push(...page.items.map(({ id }) => id));
      }
      const back = page.items.map(({ id }) => id);
      while (page.page.prev && back.length < 1000) {
        page = await pageAt(page.page.prev);
        back.unshift(...page.items.map(({ id }) => id));
      }
      return { there, back };
    }

    it.each(TICKET_SORTS)(
      'are neither lost nor repeated by %s, in pages of any size, forwards and back',
      async (sort) => {
        const member: Actor = {
          kind: 'staff',
          id: 9999,
          name: 'Agent',
          role: 'staff',
          departmentIds,
          permissions,
        };
        const expected = sort.startsWith('-') ? ids.toReversed() : ids;
        for (const limit of [1, 6, 7, 8, 59, 60]) {
          expect(await walk(member, sort, limit), String(limit)).toEqual({ there: expected, back: expected });
          const everything = await walk(SYSTEM, sort, limit);
          expect(
            everything.there.filter((id) => ids.includes(id)),
            String(limit),
          ).toEqual(expected);
          expect(everything.back).toEqual(everything.there);
        }
      },
    );
  });
});
