import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM, type Actor, type Author } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { CategoriesService } from '../../../src/departments/categories.service.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { EscalationService } from '../../../src/tickets/escalation.service.js';
import { HistoryService } from '../../../src/tickets/history.service.js';
import { TicketsQueries } from '../../../src/tickets/tickets.queries.js';
import { MailTemplatesService } from '../../../src/mail-delivery/mail-templates.service.js';
import { OutstandingMailsService } from '../../../src/mail-delivery/outstanding-mails.service.js';
import { StaffService } from '../../../src/staff-auth/staff.service.js';
import { PublicLinksService } from '../../../src/tickets/public-links.service.js';
import { SubscribersService } from '../../../src/tickets/subscribers.service.js';
import { TicketActionsService } from '../../../src/tickets/ticket-actions.service.js';
import { TicketsService } from '../../../src/tickets/tickets.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS } from '../../support/database.js';
import { MailDesk, TOKEN, htmlIn, staffActor, textIn } from './desk.js';

type Colleague = Author & { email: string };

const ADA = 'Ada@Example.com';
const ALL = [
  'department_ticket_opened',
  'department_ticket_replied',
  'own_ticket_replied',
  'own_ticket_noted',
  'own_ticket_changed',
  'ticket_assigned',
];

describe.each(FLAVOURS)('who hears of what on %s', (flavour) => {
  let desk: MailDesk;
  /** Wants to hear of everything. */
  let robin: Colleague;
  /** Has chosen nothing. */
  let sam: Colleague;
  let asRobin: Actor;
  let asSam: Actor;

  beforeAll(async () => {
    desk = await MailDesk.start(flavour);
    robin = await desk.staff('Robin Roe', { notifications: ALL });
    sam = await desk.staff('Sam Smith');
    await desk.staff('Gone Away', { notifications: ALL, active: false });
    await desk.staff('Of Elsewhere', { notifications: ALL, departmentIds: [] });
    await desk.staff('Quiet One', { notifications: [] });
    asRobin = staffActor(robin, [desk.departmentId]);
    asSam = staffActor(sam, [desk.departmentId]);
  });
  afterEach(async () => {
    await desk.set({ locale: 'en', mail_limit_per_recipient: 100, mail_limit_per_ticket: 10 });
    await desk.clear();
  });
  afterAll(() => desk.stop());

  const subscribe = (ticketId: number, ...addresses: string[]): Promise<unknown> =>
    desk.the(Database).transaction((tx) =>
      desk.the(SubscribersService).add(
        tx,
        ticketId,
        addresses.map((address) => ({ address, name: 'Sub' })),
      ),
    );
  const openQuietly = async (opening = {}): Promise<number> => {
    const { ticketId } = await desk.open({ tellStaff: false, ...opening });
    await desk.clear();
    return ticketId;
  };

  it('staff of the department who asked for it hear of a new ticket, unless it is their own', async () => {
    await desk.open();
    expect(await desk.lines()).toEqual([`staff_ticket_opened -> ${robin.email}`]);
    await desk.clear();
    await desk.open({ author: undefined }, asRobin);
    expect(await desk.lines()).toEqual([`staff_reply -> ${ADA}`]);
    await desk.clear();
    await desk.open({ tellStaff: false });
    expect(await desk.lines()).toEqual([]);
  });

  it('the assignee hears of what a user writes, others of the department if they asked for it', async () => {
    const ticketId = await openQuietly({ assigneeId: sam.id });
    await desk.reply(ticketId, { author: desk.asAda() });
    expect(await desk.lines()).toEqual([
      `staff_message_posted -> ${robin.email}`,
      `staff_message_posted -> ${sam.email}`,
    ]);
    const [mail] = await desk.mails();
    expect(mail!.headers).toMatchObject({ 'auto-submitted': ['auto-generated'] });
    expect(textIn(mail!)).toContain('Use water.');
  });

  it('a note reaches the assignee and subscribed staff, and never a user, nor who wrote it', async () => {
    const ticketId = await openQuietly({ assigneeId: sam.id });
    await subscribe(ticketId, robin.email, 'bob@example.net', 'carol@example.net');
    await desk.reply(ticketId, { visibility: 'internal' }, asSam);
    expect(await desk.lines()).toEqual([`staff_note_added -> ${robin.email}`]);
  });

  it('subscribers get what is written publicly, without its author', async () => {
    const ticketId = await openQuietly();
    const bob = await desk.user('Bob');
    const off = await desk.user('Off');
    await subscribe(ticketId, bob.email, off.email, 'carol@example.net', robin.email, ADA);
    await desk.the(UsersService).update(SYSTEM, off.id, { active: false });
    await desk.reply(ticketId, {}, asRobin);
    expect(await desk.lines()).toEqual([`staff_reply -> ${ADA}, ${bob.email}, carol@example.net`]);
    await desk.clear();
    await desk.reply(ticketId, { author: { kind: 'user', id: bob.id, name: 'Bob' } });
    expect(await desk.lines()).toEqual([
      `user_reply -> ${ADA}, carol@example.net`,
      `staff_message_posted -> ${robin.email}`,
    ]);
  });

  it('who is given a ticket hears of it, unless they took it themselves', async () => {
    const ticketId = await openQuietly();
    await desk.act(ticketId, 'assign', asRobin, sam.id as number);
    expect(await desk.lines()).toEqual([`staff_ticket_assigned -> ${sam.email}`]);
    expect(textIn((await desk.mails())[0]!)).toContain('Robin Roe assigned ticket');
    await desk.clear();
    // Sam had it, and so follows it.
    await desk.act(ticketId, 'claim', asRobin);
    await desk.the(TicketsService).change(asRobin, ticketId, { assigneeId: sam.id as number });
    expect(await desk.lines()).toEqual([
      `staff_ticket_given -> ${sam.email}`,
      `staff_ticket_assigned -> ${sam.email}`,
    ]);
  });

  it('who follows a ticket hears that it is taken, given back, moved and closed, unless they did it', async () => {
    const annex = await desk.the(DepartmentsService).create(SYSTEM, { name: 'Annex' });
    const cables = await desk.the(CategoriesService).create(SYSTEM, annex.id, { name: 'Cables' });
    const ticketId = await openQuietly();
    await subscribe(ticketId, robin.email);
    await desk.act(ticketId, 'claim', asSam);
    await desk.act(ticketId, 'release', asSam);
    // Sam took it once, and so follows it, as long as he sees it: that is not so where it goes then.
    await desk.act(ticketId, 'claim', asRobin);
    await desk.act(ticketId, 'release', asRobin);
    await desk.settled();
    const place = { departmentId: annex.id, categoryId: cables.id };
    await desk.the(TicketActionsService).act(asSam, ticketId, 'move', place);
    await desk.act(ticketId, 'close', asSam);
    await desk.act(ticketId, 'reopen', asRobin);
    expect(await desk.lines()).toEqual([
      `staff_ticket_given -> ${robin.email}`,
      `staff_ticket_released -> ${robin.email}`,
      `staff_ticket_given -> ${sam.email}`,
      `staff_ticket_released -> ${sam.email}`,
      `staff_ticket_moved -> ${robin.email}`,
      `staff_ticket_closed -> ${robin.email}`,
    ]);
    const [given, released, , , moved, closed] = (await desk.mails()).map((mail) =>
      textIn(mail).replace(/\s+/g, ' '),
    );
    expect(given).toContain('Sam Smith works on ticket');
    expect(given).toContain('“in progress”');
    expect(released).toContain('nobody works on it any more');
    expect(moved).toContain('to Annex / Cables');
    expect(closed).toContain('Sam Smith closed ticket');
  });

  it('users hear who works on their ticket, and where it is, where that is switched on', async () => {
    const templates = desk.the(MailTemplatesService);
    const events = ['ticket_assigned', 'ticket_released', 'ticket_moved'] as const;
    await desk.set({ locale: 'fr' });
    for (const event of events) await templates.update(SYSTEM, event, 'fr', { enabled: true });
    const annex = await desk.the(DepartmentsService).create(SYSTEM, { name: 'Dépôt' });
    const ticketId = await openQuietly();
    await desk.act(ticketId, 'claim', asSam);
    await desk.act(ticketId, 'release', asSam);
    await desk.the(TicketActionsService).act(asSam, ticketId, 'move', { departmentId: annex.id });
    expect(await desk.lines()).toEqual(events.map((event) => `${event} -> ${ADA}`));
    const [assigned, , moved] = (await desk.mails()).map(textIn);
    expect(assigned).toContain('Sam Smith s’occupe maintenant de');
    expect(moved).toContain('relève maintenant de Dépôt');
    for (const event of events) await templates.reset(SYSTEM, event, 'fr');
  });

  it('staff who follow a ticket from the start hear of it', async () => {
    await desk.open({ subscribers: [{ staffId: sam.id as number }] });
    expect(await desk.lines()).toEqual([
      `staff_ticket_opened -> ${robin.email}`,
      `staff_ticket_opened -> ${sam.email}`,
    ]);
  });

  it('a resolved ticket is told to those who take part and to its staff; a closed one where that is switched on', async () => {
    const ticketId = await openQuietly({ assigneeId: robin.id });
    await subscribe(ticketId, 'carol@example.net');
    await desk.the(TicketsService).change(asSam, ticketId, { status: 'resolved' });
    expect(await desk.lines()).toEqual([
      `ticket_resolved -> ${ADA}, carol@example.net`,
      `staff_ticket_changed -> ${robin.email}`,
    ]);
    await desk.clear();
    await desk.act(ticketId, 'close', asRobin);
    expect(await desk.lines()).toEqual([]);
    await desk.the(MailTemplatesService).update(SYSTEM, 'ticket_closed', 'en', { enabled: true });
    await desk.act(ticketId, 'reopen', asRobin);
    await desk.act(ticketId, 'close', asRobin);
    expect(await desk.lines()).toEqual([`ticket_closed -> ${ADA}, carol@example.net`]);
    await desk.the(MailTemplatesService).reset(SYSTEM, 'ticket_closed', 'en');
  });

  it('a resolution is one mail to each, with its words where they are public', async () => {
    const ticketId = await openQuietly({ assigneeId: robin.id });
    await subscribe(ticketId, 'carol@example.net');
    const reopen = async (): Promise<void> => {
      await desk.act(ticketId, 'reopen', asRobin);
      await desk.clear();
    };
    const resolve = (resolution: object) =>
      desk
        .the(TicketActionsService)
        .resolve(asSam, ticketId, { body: 'New <b>toner</b>.', format: 'html', ...resolution });
    await resolve({});
    expect(await desk.lines()).toEqual([
      `ticket_resolved -> ${ADA}, carol@example.net`,
      `staff_message_posted -> ${robin.email}`,
    ]);
    const [told] = await desk.mails();
    expect(textIn(told!)).toContain('New toner.');
    expect(htmlIn(told!)).toContain('New <b>toner</b>.');
    expect(told!.headers).not.toHaveProperty('auto-submitted');
    await reopen();
    await resolve({ body: 'Psst.', visibility: 'internal' });
    expect(await desk.lines()).toEqual([
      `ticket_resolved -> ${ADA}, carol@example.net`,
      `staff_note_added -> ${robin.email}`,
    ]);
    const [hushed] = await desk.mails();
    expect(textIn(hushed!)).not.toMatch(/Psst|toner/);
    const resolved = { status: 'resolved', body: 'A note.', visibility: 'internal' } as const;
    await reopen();
    await desk.reply(ticketId, resolved, asSam);
    expect(await desk.lines()).toEqual([`staff_note_added -> ${robin.email}`]);
    await desk.clear();
    await desk.the(MailTemplatesService).update(SYSTEM, 'ticket_resolved', 'en', { enabled: false });
    await desk.reply(ticketId, { ...resolved, visibility: 'public' }, asRobin);
    // Sam has taken part by now, and so hears of it.
    expect(await desk.lines()).toEqual([
      `staff_reply -> ${ADA}, carol@example.net`,
      `staff_message_posted -> ${sam.email}`,
    ]);
    await desk.the(MailTemplatesService).reset(SYSTEM, 'ticket_resolved', 'en');
    await desk.clear();
    const tickets = desk.the(TicketsService);
    await tickets.change(asRobin, ticketId, { status: 'open' });
    await desk.clear();
    await tickets.change(asRobin, ticketId, { status: 'resolved', resolution: 'By hand.' });
    await desk.settled();
    const [byHand] = await desk.mails();
    expect(textIn(byHand!)).toContain('By hand.');
  });

  it('a change of anything else is told to nobody', async () => {
    const ticketId = await openQuietly({ assigneeId: robin.id });
    await desk.the(TicketsService).change(asSam, ticketId, { subject: 'Printer is ash', priority: 'high' });
    expect(await desk.lines()).toEqual([]);
  });

  it('somebody who is a user and staff by one address does not hear of their own words', async () => {
    const both = await desk.user('Both');
    const colleague = await desk.staff('Both Too', { notifications: ALL });
    await desk.the(StaffService).update(SYSTEM, colleague.id as number, { email: both.email });
    const author = { kind: 'user' as const, id: both.id, name: 'Both' };
    await desk.open({ requesterId: both.id, author });
    expect(await desk.lines()).toEqual([`staff_ticket_opened -> ${robin.email}`]);
    await desk.the(StaffService).update(SYSTEM, colleague.id as number, { active: false });
  });

  it('a machine that answers machines is stopped, and what staff write is not', async () => {
    await desk.set({ mail_limit_per_ticket: 2, mail_limit_per_recipient: 3 });
    const ticketId = await openQuietly({ assigneeId: sam.id });
    for (let reply = 0; reply < 3; reply += 1)
      await desk.reply(ticketId, { visibility: 'internal' }, asRobin);
    await desk.composed();
    for (let ticket = 0; ticket < 2; ticket += 1)
      await desk.open({ assigneeId: sam.id, author: undefined, tellStaff: false }, asRobin);
    const toSam = (await desk.settled()).filter(({ recipients }) => recipients[0]!.address === sam.email);
    expect(
      toSam.map(({ state, lastError }) => [state, /mail_limit_per_\w+/.exec(lastError ?? '')?.[0]]),
    ).toEqual([
      ['sent', undefined],
      ['sent', undefined],
      ['sent', undefined],
      ['cancelled', 'mail_limit_per_recipient'],
      ['cancelled', 'mail_limit_per_recipient'],
    ]);
    for (const status of ['resolved', 'open', 'resolved', 'open', 'resolved'] as const)
      await desk.the(TicketsService).change(asRobin, ticketId, { status });
    const resolved = (await desk.settled()).filter(({ event }) => event === 'ticket_resolved');
    expect(resolved.map(({ lastError }) => /mail_limit_per_\w+/.exec(lastError ?? '')?.[0])).toEqual([
      undefined,
      undefined,
      'mail_limit_per_ticket',
    ]);
    for (let reply = 0; reply < 5; reply += 1) await desk.reply(ticketId, {}, asRobin);
    const toAda = (await desk.settled()).filter(({ event }) => event === 'staff_reply');
    expect(toAda.filter(({ state }) => state === 'sent')).toHaveLength(7);
    desk.clock.move(3_600_001);
    await desk.reply(ticketId, { visibility: 'internal' }, asRobin);
    expect((await desk.settled()).at(-1)).toMatchObject({ event: 'staff_note_added', state: 'sent' });
  });

  describe('a department', () => {
    const set = (change: object) => desk.the(DepartmentsService).update(SYSTEM, desk.departmentId, change);
    afterEach(() => set({ newTicketCc: [], updatedTicketCc: [], locale: null, defaultAssigneeId: null }));

    it('sends one copy to its own people of what is new, and of what happens, notes included', async () => {
      // Sam has a mail of his own where he is the assignee, and whoever writes gets none.
      await set({
        newTicketCc: ['lead@desk.example', 'log@desk.example'],
        updatedTicketCc: ['lead@desk.example', sam.email, robin.email.toUpperCase()],
      });
      await desk.open({ assigneeId: sam.id });
      expect(await desk.lines()).toEqual([
        `staff_ticket_assigned -> ${sam.email}`,
        `staff_ticket_opened -> ${robin.email}`,
        'staff_ticket_opened -> lead@desk.example, log@desk.example',
      ]);
      await desk.clear();
      await desk.open({ tellStaff: false });
      expect(await desk.lines()).toEqual([]);
      const ticketId = await openQuietly({ assigneeId: sam.id });
      await desk.reply(ticketId, { visibility: 'internal' }, asRobin);
      await desk.reply(ticketId, {}, asRobin);
      await desk.act(ticketId, 'close', asRobin);
      expect(await desk.lines()).toEqual([
        `staff_note_added -> ${sam.email}`,
        'staff_note_added -> lead@desk.example',
        `staff_reply -> ${ADA}`,
        `staff_message_posted -> ${sam.email}`,
        'staff_message_posted -> lead@desk.example',
        `staff_ticket_closed -> ${sam.email}`,
        'staff_ticket_closed -> lead@desk.example',
      ]);
    });

    it('gives its new tickets to somebody, who is told, unless they are given to somebody else', async () => {
      await set({ defaultAssigneeId: sam.id });
      const { ticketId } = await desk.open({ tellStaff: false });
      expect(await desk.lines()).toEqual([`staff_ticket_assigned -> ${sam.email}`]);
      expect(await desk.the(TicketsQueries).get(SYSTEM, ticketId)).toMatchObject({
        assigneeId: sam.id,
        status: 'open',
      });
      const { items } = await desk.the(HistoryService).ofTicket(SYSTEM, ticketId, { limit: 10 });
      expect(items.map(({ type, actor, changes }) => [type, actor.kind, changes])).toEqual([
        ['ticket.opened', 'token', {}],
        ['ticket.assigned', 'system', { assigneeId: [null, sam.id] }],
        ['ticket.subscribed', 'token', {}],
      ]);
      for (const assigneeId of [robin.id, null])
        expect(
          await desk.the(TicketsQueries).get(SYSTEM, (await desk.open({ assigneeId })).ticketId),
        ).toMatchObject({
          assigneeId,
        });
      const off = await desk.staff('Leaves Soon');
      await set({ defaultAssigneeId: off.id });
      await desk.the(StaffService).update(SYSTEM, off.id as number, { active: false });
      const another = await desk.open();
      expect((await desk.the(TicketsQueries).get(SYSTEM, another.ticketId)).assigneeId).toBeNull();
      await expect(set({ defaultAssigneeId: 9999 })).rejects.toMatchObject({
        more: { faults: [{ pointer: '/defaultAssigneeId', code: 'unknown' }] },
      });
    });

    it('tells those who ask, those who work on it and its own people that a ticket waits too long', async () => {
      await set({ escalateDays: 1, updatedTicketCc: ['lead@desk.example'] });
      const ticketId = await openQuietly({ assigneeId: sam.id });
      await subscribe(ticketId, 'carol@example.net');
      desk.clock.move(86_400_000);
      await desk.the(EscalationService).run(new AbortController().signal);
      const about = (await desk.settled()).filter((mail) => mail.ticketId === ticketId);
      expect(
        about.map(({ event, recipients }) => [event, ...recipients.map(({ address }) => address)]),
      ).toEqual([
        ['ticket_escalated', ADA, 'carol@example.net'],
        ['staff_ticket_escalated', sam.email],
        ['staff_ticket_escalated', 'lead@desk.example'],
      ]);
      expect(textIn(await desk.read(about[1]!))).toContain('its priority is high');
      await set({ escalateDays: null });
    });

    it('writes in its own language', async () => {
      await set({ locale: 'fr' });
      const ticketId = await openQuietly({ assigneeId: robin.id });
      await desk.act(ticketId, 'assign', asSam, robin.id as number);
      await desk.act(ticketId, 'assign', asRobin, sam.id as number);
      expect(textIn((await desk.mails()).at(-1)!)).toContain('Robin Roe vous a confié');
    });
  });

  describe('templates', () => {
    const templates = () => desk.the(MailTemplatesService);

    it('speak French on a French desk', async () => {
      await desk.set({ locale: 'fr' });
      const ticketId = await openQuietly({ assigneeId: robin.id, priority: 'high' });
      await desk
        .the(TicketsService)
        .change(asSam, ticketId, { status: 'in_progress', assigneeId: sam.id as number });
      await desk.act(ticketId, 'assign', asSam, robin.id as number);
      const mail = (await desk.mails()).at(-1)!;
      expect(mail.headers['subject']).toEqual([`[#${ticketId}] Pour vous\u00a0: Printer on fire`]);
      expect(textIn(mail)).toContain('Sam Smith vous a confié');
      expect(textIn(mail)).toContain('priorité est haute');
    });

    it('speak the language that a person chose, whatever the desk speaks', async () => {
      const users = desk.the(UsersService);
      const marie = await users.create(SYSTEM, {
        fullName: 'Marie',
        email: 'marie@example.com',
        locale: 'fr',
      });
      await desk.the(StaffService).update(SYSTEM, robin.id!, { locale: 'fr' });
      await desk.open({ requesterId: marie.id, assigneeId: robin.id, acknowledge: true });
      await desk.open({ requesterId: desk.ada.id, acknowledge: true });
      const said = (await desk.mails()).map((mail) => [mail.headers['to']![0]!, textIn(mail).split(',')[0]]);
      expect(said).toEqual([
        [expect.stringContaining('marie@example.com'), 'Bonjour Marie'],
        [expect.stringContaining('robin'), 'Bonjour Robin Roe'],
        [expect.stringContaining('Ada@example.com'), expect.stringMatching(/^Hello Ada/)],
        [expect.stringContaining('robin'), 'Un nouveau ticket pour General'],
      ]);
      await desk.the(StaffService).update(SYSTEM, robin.id!, { locale: null });
    });

    it('are changed, shown with samples, switched off and reset; what is unknown in them is named', async () => {
      const changes = {
        subject: '{{site}}: {{subject}}',
        text: 'Hi {{name}}',
        html: '<p title="{{name}}">Hi</p>',
      };
      const changed = await templates().update(SYSTEM, 'acknowledgement', 'en', changes, 0);
      expect(changed).toMatchObject({ ...changes, customised: true, enabled: true, version: 1 });
      const preview = await templates().preview('acknowledgement', 'en', { html: '<b>{{subject}}</b>' });
      expect(preview).toEqual({
        subject: 'Fix & Co: The printer <smokes>',
        text: 'Hi Ada Lovelace',
        html: '<b>The printer &lt;smokes&gt;</b>',
      });
      await desk.open({ acknowledge: true, tellStaff: false });
      const [mail] = await desk.mails();
      expect(mail!.headers['subject']).toEqual(['Fix & Co: Printer on fire']);
      expect(htmlIn(mail!)).toContain('<p title="Ada &quot;A.&quot; Lovelace">Hi</p>');
      await expect(
        templates().update(SYSTEM, 'acknowledgement', 'en', {
          subject: '{{message}}',
          text: '{{ nam }}{{#if}}',
        }),
      ).rejects.toMatchObject({
        more: {
          faults: [
            { pointer: '/subject', code: 'unknown_variable', detail: expect.stringContaining('{{message}}') },
            { pointer: '/text', code: 'unknown_variable', detail: expect.stringContaining('{{nam}}') },
            { pointer: '/text', code: 'unknown_variable', detail: expect.stringContaining('{{#if}}') },
          ],
        },
      });
      await expect(
        templates().update(SYSTEM, 'acknowledgement', 'en', { text: 'x' }, 7),
      ).rejects.toMatchObject({ code: 'request.stale_version' });
      await templates().update(SYSTEM, 'acknowledgement', 'en', { enabled: false });
      await desk.clear();
      await desk.open({ acknowledge: true, tellStaff: false });
      expect(await desk.lines()).toEqual([]);
      expect(await templates().reset(SYSTEM, 'acknowledgement', 'en')).toMatchObject({
        subject: '[#{{number}}] {{subject}}',
        html: '',
        enabled: true,
        customised: false,
        version: 3,
      });
    });

    it('show a person their own secret link to the ticket, and several people none', async () => {
      const templates = desk.the(MailTemplatesService);
      await desk.set({ public_ticket_url: 'https://desk.example/t/{token}' });
      await templates.update(SYSTEM, 'staff_reply', 'en', { text: 'See {{publicUrl}}.' });
      const ticketId = await openQuietly();
      await desk.reply(ticketId, {}, asRobin);
      await desk.settled();
      const links = desk.the(PublicLinksService);
      const token = /See https:\/\/desk\.example\/t\/([\w-]{43})\./.exec(
        textIn((await desk.mails())[0]!),
      )?.[1];
      const { id } = desk.ada;
      expect(await links.visitBy(token!)).toMatchObject({ ticketId, actor: { kind: 'user', id } });
      desk.clock.move(91 * 86_400_000);
      await expect(links.visitBy(token!)).rejects.toMatchObject({ code: 'ticket.not_found' });
      await desk.clear();
      await subscribe(ticketId, 'carol@example.net');
      await desk.reply(ticketId, {}, asRobin);
      await desk.settled();
      expect(textIn((await desk.mails())[0]!)).toContain('See .');
      for (const canView of [true, false]) {
        const copies = { requesterId: null, subscribers: [{ userId: id, canView }] };
        await desk.reply(await openQuietly(copies), {}, asRobin);
        await desk.settled();
        const [told] = (await desk.mails()).map(textIn);
        expect(told).toMatch(canView ? /See https:\/\/desk\.example\/t\/[\w-]{43}\./ : /See \./);
      }
      await templates.reset(SYSTEM, 'staff_reply', 'en');
      await desk.set({ public_ticket_url: '' });
    });

    it('let nobody switch off what staff write', async () => {
      await expect(templates().update(SYSTEM, 'staff_reply', 'en', { enabled: false })).rejects.toMatchObject(
        {
          more: { faults: [{ pointer: '/enabled', code: 'always_on' }] },
        },
      );
      await expect(templates().get('staff_reply', 'de')).rejects.toMatchObject({
        code: 'mail_template.not_found',
      });
      await expect(templates().get('party', 'en')).rejects.toMatchObject({ code: 'mail_template.not_found' });
    });
  });

  it('a new user hears that they are known, where somebody wanted that', async () => {
    await desk
      .the(UsersService)
      .create(TOKEN, { fullName: 'New', email: 'new@example.com' }, { welcome: true });
    expect(await desk.lines()).toEqual(['welcome -> new@example.com']);
  });

  describe('of open tickets', () => {
    const due = (): Promise<void> => desk.the(OutstandingMailsService).runScheduled();

    it('each member of staff gets one mail, in groups and in their language', async () => {
      const agent = await desk.staff('Oona Open', { notifications: [] });
      await desk.the(StaffService).update(SYSTEM, agent.id!, { locale: 'fr' });
      const asAgent = staffActor(agent, [desk.departmentId]);
      const { ticketId: todo } = await desk.open({ subject: 'To do <now>', assigneeId: agent.id });
      const { ticketId: own } = await desk.open(
        { subject: 'Asked', author: undefined, requesterId: null },
        asAgent,
      );
      const { ticketId: done } = await desk.open({ subject: 'Done', assigneeId: agent.id });
      await desk.act(done, 'close', asRobin);
      await desk.clear();
      await desk.the(OutstandingMailsService).owe();
      const rows = (await desk.settled()).filter(({ recipients }) => recipients[0]!.address === agent.email);
      expect(rows.map(({ event }) => event)).toEqual(['outstanding_tickets']);
      const mail = await desk.read(rows[0]!);
      const text = textIn(mail).replaceAll('\r\n', '\n');
      expect(text).toContain(`À traiter\n#${todo} To do <now> (General, ouvert, normale)`);
      expect(text).toContain(`Ouverts par vous\n#${own} Asked`);
      expect(text).not.toContain('Done');
      expect(htmlIn(mail)).toContain('To do &lt;now&gt;');
    });

    it('they get it at the hour of the desk, once, however often it is looked', async () => {
      await desk.set({
        outstanding_tickets_mail: 'daily',
        outstanding_tickets_hour: 9,
        timezone: 'Europe/Paris',
      });
      const hour = 3_600_000;
      const toHour = (): number => (((8 - desk.clock.now().getUTCHours()) % 24) + 24) % 24;
      desk.clock.move(toHour() * hour);
      await due();
      const first = (await desk.lines()).length;
      expect(first).toBeGreaterThan(0);
      await due();
      desk.clock.move(600_000);
      await due();
      desk.clock.move(hour);
      await due();
      expect(await desk.lines()).toHaveLength(first);
      desk.clock.move(23 * hour);
      await due();
      expect(await desk.lines()).toHaveLength(2 * first);
      await desk.set({ outstanding_tickets_mail: 'off', timezone: 'UTC' });
    });
  });
});
