import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SYSTEM } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { Metrics } from '../../../src/http/metrics.js';
import { Background } from '../../../src/jobs/background.js';
import { WebhookClaims } from '../../../src/webhooks/webhook-claims.js';
import {
  WebhookDeliveriesService,
  type DeliveryRow,
} from '../../../src/webhooks/webhook-deliveries.service.js';
import type { WebhookEvent } from '../../../src/webhooks/webhook-events.js';
import { WebhookSender } from '../../../src/webhooks/webhook-sender.js';
import type { Webhook } from '../../../src/webhooks/webhook.entity.js';
import { WebhooksModule } from '../../../src/webhooks/webhooks.module.js';
import { WebhooksService } from '../../../src/webhooks/webhooks.service.js';
import { FLAVOURS } from '../../support/database.js';
import { MailDesk } from '../mail-delivery/desk.js';
import { Receiver, isSignedBy, type Received } from './receiver.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe.each(FLAVOURS)('webhooks on %s', (flavour) => {
  let desk: MailDesk;
  let receiver: Receiver;
  let serial = 0;

  beforeAll(async () => {
    receiver = await Receiver.start();
    desk = await MailDesk.start(flavour, {}, [WebhooksModule]);
  });
  afterEach(async () => {
    receiver.answer = (response) => response.end('Thank you.');
    await desk.set({ webhook_allowed_networks: ['127.0.0.0/8', '::1'] });
    for (const { id } of await desk.the(WebhooksService).active())
      await desk.the(WebhooksService).update(SYSTEM, id, { active: false });
  });
  afterAll(async () => {
    await desk?.stop();
    await receiver.stop();
  });
  beforeAll(() => desk.set({ webhook_allowed_networks: ['127.0.0.0/8', '::1'] }));

  interface Hook {
    id: number;
    secret: string;
    path: string;
    got: () => Received[];
  }

  const types = (received: Received[]): string[] =>
    received.map(({ body }) => JSON.parse(body).type as string);
  const idOf = ({ headers }: Received): string => headers['webhook-id'] as string;
  const deliveries = async ({ id }: { id: number }): Promise<DeliveryRow[]> =>
    (await desk.the(WebhookDeliveriesService).list(id, { limit: 100 })).items;
  const get = ({ id }: { id: number }): Promise<Webhook> => desk.the(WebhooksService).get(id);

  async function hook(...events: WebhookEvent[]): Promise<Hook> {
    const path = `/hook${(serial += 1)}`;
    const input = { name: 'Receiver', url: receiver.url(path), events };
    const { webhook, secret } = await desk.the(WebhooksService).create(SYSTEM, input);
    return { id: webhook.id, secret, path, got: () => receiver.at(path) };
  }

  /** The sender looks once a second by itself. */
  const eventually = (check: () => unknown): Promise<unknown> =>
    vi.waitFor(
      async () => {
        desk.the(WebhookSender).wake();
        await check();
      },
      { timeout: 10_000, interval: 20 },
    );
  const attempted = (of: Hook, attempts: number): Promise<unknown> =>
    eventually(async () =>
      expect((await deliveries(of))[0]).toMatchObject({
        attempts,
        attemptedAt: desk.clock.now().toISOString(),
      }),
    );

  it('tell what was asked for and nothing else, signed, with the things it happened to', async () => {
    const of = await hook('ticket.opened', 'ticket.replied', 'ticket.closed');
    const { ticketId, messageId } = await desk.open({ subject: 'Printer 🔥' });
    await desk.reply(ticketId, { visibility: 'internal', body: 'A secret.' });
    await desk.reply(ticketId, { body: 'Use water.' });
    await eventually(() => expect(of.got()).toHaveLength(2));
    expect(new Set(types(of.got()))).toEqual(new Set(['ticket.opened', 'ticket.replied']));
    const opened = of.got().find(({ body }) => body.includes('"ticket.opened"'))!;
    expect(opened.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{32}$/),
      'webhook-timestamp': String(Math.floor(desk.clock.now().getTime() / 1_000)),
      'user-agent': expect.stringMatching(/^Switchdesk\//),
    });
    for (const received of of.got()) {
      expect(isSignedBy(of.secret, received)).toBe(true);
      expect(received.body).not.toContain('A secret.');
    }
    expect(JSON.parse(opened.body)).toMatchObject({
      version: 1,
      type: 'ticket.opened',
      timestamp: desk.clock.now().toISOString(),
      data: {
        actor: { kind: 'system', name: 'billing script' },
        changes: {},
        details: { messageId },
        ticketId,
        ticket: { id: ticketId, subject: 'Printer 🔥', requesterId: desk.ada.id },
        message: { id: messageId, bodyText: 'It burns.', visibility: 'public' },
        messageOmitted: false,
      },
    });
    await eventually(async () =>
      expect((await deliveries(of))[0]).toMatchObject({
        type: 'ticket.replied',
        state: 'delivered',
        attempts: 1,
        responseStatus: 200,
        responseBody: 'Thank you.',
        error: null,
      }),
    );
    const notes = await hook('ticket.noted');
    await desk.reply(ticketId, { visibility: 'internal', body: 'A secret.' });
    await eventually(() => expect(notes.got()).toHaveLength(1));
    expect(JSON.parse(notes.got()[0]!.body).data.message).toMatchObject({ visibility: 'internal' });
  });

  it('bring each event at least once, always with its own id, whoever and however many send', async () => {
    const of = await hook('ticket.opened');
    const another = flavour === 'sqlite' ? undefined : await desk.another();
    const ticketIds: number[] = [];
    for (let count = 0; count < 40; count += 1) ticketIds.push((await desk.open()).ticketId);
    await eventually(async () => {
      another?.get(WebhookSender, { strict: false }).wake();
      const rows = await deliveries(of);
      expect(rows.filter(({ state }) => state === 'delivered')).toHaveLength(40);
    });
    if (another) {
      await another.get(Background).stop();
      await another.close();
    }
    const bodies = Map.groupBy(of.got(), idOf);
    expect(bodies.size).toBe(40);
    for (const copies of bodies.values()) expect(new Set(copies.map(({ body }) => body)).size).toBe(1);
    const told = [...bodies.values()].map(([first]) => JSON.parse(first!.body).data.ticketId as number);
    expect(told.toSorted((a, b) => a - b)).toEqual(ticketIds);
  });

  it('are tried again, later and later, with the same id and the same body', async () => {
    receiver.answer = (response) => response.writeHead(503).end('Not now.');
    const of = await hook('ticket.opened');
    await desk.open();
    await attempted(of, 1);
    expect((await deliveries(of))[0]).toMatchObject({
      state: 'pending',
      responseStatus: 503,
      responseBody: 'Not now.',
      error: 'It answered 503.',
      nextAttemptAt: new Date(desk.clock.now().getTime() + 5 * SECOND).toISOString(),
    });
    expect((await get(of)).failingSince).toEqual(desk.clock.now());
    desk.clock.move(5 * SECOND);
    await attempted(of, 2);
    receiver.answer = (response) => response.end();
    desk.clock.move(30 * SECOND);
    await eventually(async () => expect((await deliveries(of))[0]!.state).toBe('delivered'));
    expect(of.got()).toHaveLength(3);
    expect(new Set(of.got().map(idOf)).size).toBe(1);
    expect(new Set(of.got().map(({ body }) => body)).size).toBe(1);
    expect(of.got().every((received) => isSignedBy(of.secret, received))).toBe(true);
    expect((await get(of)).failingSince).toBeNull();
  });

  it('come again where the process that sent them died', async () => {
    const of = await hook('ticket.opened');
    await desk.the(WebhookSender).stop();
    await desk.open();
    const { id } = await desk.the(WebhookDeliveriesService).ping(of.id);
    const [claimed] = await desk.the(WebhookClaims).claim(of.id, 1);
    expect(claimed).toMatchObject({ id, attempts: 1 });
    expect(await desk.the(WebhookClaims).claim(of.id, 1)).toEqual([]);
    desk.the(WebhookSender).start();
    await eventually(() => expect(types(of.got())).toEqual(['ticket.opened']));
    desk.clock.move(MINUTE);
    await eventually(() => expect(types(of.got())).toEqual(['ticket.opened', 'ping']));
    // The dead one comes back: what it has to say is too late.
    const late = { status: 500, body: null, error: 'Late.', durationMs: 1 };
    await desk.the(WebhookClaims).settle(claimed!, late);
    await eventually(async () =>
      expect((await deliveries(of)).find((row) => row.id === id)).toMatchObject({
        state: 'delivered',
        attempts: 2,
      }),
    );
  });

  it('are switched off after three days of failures, with a mail to the administrators', async () => {
    const admin = await desk.staff('Grace Hopper', { role: 'admin' });
    receiver.answer = (response) => response.writeHead(500).end();
    const of = await hook('ticket.opened');
    const { ticketId } = await desk.open({ tellStaff: false });
    await attempted(of, 1);
    await desk.clear();
    desk.clock.move(71 * HOUR);
    await attempted(of, 2);
    expect((await get(of)).active).toBe(true);
    desk.clock.move(HOUR);
    await attempted(of, 3);
    expect(await get(of)).toMatchObject({ active: false, disabledReason: 'It answered 500.' });
    expect((await deliveries(of))[0]!.state).toBe('cancelled');
    const mails = (await desk.settled()).filter(({ event }) => event === 'webhook_disabled');
    expect(mails.map(({ recipients }) => recipients[0]!.address)).toEqual([admin.email]);
    const events = await desk.the(Database).query<{
      type: string;
    }>("select type from events where resource = 'webhook' and resourceId = ? order by id", [of.id]);
    expect(events.map(({ type }) => type)).toEqual(['webhook.created', 'webhook.disabled']);
    // Switched on again, it hears of what is new, and of the rest where somebody wants that.
    receiver.answer = (response) => response.end();
    await desk.open({ tellStaff: false });
    await desk.composed();
    await desk.the(WebhooksService).update(SYSTEM, of.id, { active: true });
    const [cancelled] = await deliveries(of);
    await desk.the(WebhookDeliveriesService).replay(of.id, cancelled!.id);
    await eventually(async () => expect((await deliveries(of))[0]!.state).toBe('delivered'));
    expect(await get(of)).toMatchObject({ failingSince: null, disabledReason: null });
    expect(new Set(of.got().map(idOf)).size).toBe(1);
    expect(JSON.parse(of.got().at(-1)!.body).data.ticketId).toBe(ticketId);
  });

  it('are in the metrics, by what attempts came to and by what waits or fails', async () => {
    const names = [
      'attempts_total{state="delivered"}',
      'attempts_total{state="pending"}',
      'deliveries{state="pending"}',
    ];
    const hooks = ['failing', 'disabled'].map((state) => `switchdesk_webhooks{state="${state}"}`);
    const figures = async (): Promise<number[]> => {
      const text = await desk.the(Metrics).text();
      return [...names.map((name) => `switchdesk_webhook_${name}`), ...hooks].map((name) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.split(' ')[1] ?? 0,
        ),
      );
    };
    const before = await figures();
    const more = async (): Promise<number[]> => (await figures()).map((value, at) => value - before[at]!);
    const of = await hook('ticket.opened');
    await desk.open({});
    await eventually(async () => expect(await more()).toEqual([1, 0, 0, 0, 0]));
    receiver.answer = (response) => response.writeHead(500).end();
    await desk.open({});
    await attempted(of, 1);
    await eventually(async () => expect(await more()).toEqual([1, 1, 1, 1, 0]));
    receiver.answer = (response) => response.writeHead(410).end();
    desk.clock.move(5 * SECOND);
    await eventually(async () => expect(await more()).toEqual([1, 2, 0, 0, 1]));
    expect(await desk.the(Metrics).text()).toMatch(/^switchdesk_webhook_deliveries_oldest_seconds 0$/m);
  });

  it('are switched off at once by who says 410', async () => {
    receiver.answer = (response) => response.writeHead(410).end();
    const of = await hook('ticket.opened');
    await desk.the(WebhookDeliveriesService).ping(of.id);
    await eventually(async () => expect((await get(of)).active).toBe(false));
    await expect(desk.the(WebhookDeliveriesService).ping(of.id)).rejects.toMatchObject({
      code: 'webhook.inactive',
    });
  });

  it('are signed by two secrets for a day after one was made new, and keep them sealed', async () => {
    const of = await hook('ticket.opened');
    const { secret } = await desk.the(WebhooksService).rotate(SYSTEM, of.id);
    const ping = async (): Promise<Received> => {
      const before = of.got().length;
      await desk.the(WebhookDeliveriesService).ping(of.id);
      await eventually(() => expect(of.got()).toHaveLength(before + 1));
      return of.got().at(-1)!;
    };
    const during = await ping();
    expect([isSignedBy(secret, during), isSignedBy(of.secret, during)]).toEqual([true, true]);
    desk.clock.move(24 * HOUR);
    const after = await ping();
    expect([isSignedBy(secret, after), isSignedBy(of.secret, after)]).toEqual([true, false]);
    const stored = JSON.stringify(
      await desk.the(Database).query('select * from webhooks where id = ?', [of.id]),
    );
    for (const one of [secret, of.secret]) expect(stored).not.toContain(one.slice(6, 30));
  });

  it('go nowhere but to the public internet, unless the desk says so', async () => {
    await desk.set({ webhook_allowed_networks: [] });
    const { length } = receiver.received;
    const webhooks = desk.the(WebhooksService);
    const create = (url: string) =>
      webhooks.create(SYSTEM, { name: 'Inside', url, events: ['ticket.opened'] });
    for (const url of [
      receiver.url('/inside'),
      'http://169.254.169.254/latest/meta-data',
      'http://[::ffff:10.0.0.1]/',
    ])
      await expect(create(url), url).rejects.toMatchObject({
        more: { faults: [{ pointer: '/url', code: 'address_refused' }] },
      });
    // What a name leads to is known only when it is connected to.
    const { webhook } = await create(receiver.url('/inside', 'localhost'));
    await desk.the(WebhookDeliveriesService).ping(webhook.id);
    await eventually(async () =>
      expect((await deliveries(webhook))[0]).toMatchObject({
        attempts: 1,
        responseStatus: null,
        error: expect.stringContaining('localhost leads to an address that webhooks may not reach'),
      }),
    );
    expect(receiver.received).toHaveLength(length);
  });

  it('follow no redirect, and read no more of an answer than they keep', async () => {
    const of = await hook('ticket.opened');
    receiver.answer = (response) => response.writeHead(302, { location: receiver.url('/elsewhere') }).end();
    const { id } = await desk.the(WebhookDeliveriesService).ping(of.id);
    await attempted(of, 1);
    expect(await desk.the(WebhookDeliveriesService).get(of.id, id)).toMatchObject({
      state: 'pending',
      responseStatus: 302,
    });
    expect(receiver.at('/elsewhere')).toEqual([]);
    let closed = false;
    receiver.answer = (response) => {
      const flood = setInterval(() => response.write('x'.repeat(50_000)), 5);
      response.on('close', () => {
        clearInterval(flood);
        closed = true;
      });
    };
    await desk.the(WebhookDeliveriesService).ping(of.id);
    await eventually(async () =>
      expect((await deliveries(of))[0]).toMatchObject({ state: 'delivered', responseBody: 'x'.repeat(1024) }),
    );
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  it('wait for nobody, and nobody waits for them', async () => {
    const waiting: (() => void)[] = [];
    receiver.answer = (response) => void waiting.push(() => response.end());
    const [slow, quick] = [await hook('ticket.opened'), await hook('ticket.opened')];
    receiver.answer = (response, { path }) =>
      path === slow.path ? void waiting.push(() => response.end()) : response.end();
    for (let count = 0; count < 8; count += 1) await desk.open();
    await eventually(() => expect(quick.got()).toHaveLength(8));
    expect(slow.got()).toHaveLength(4);
    await eventually(async () => {
      waiting.splice(0).forEach((end) => end());
      expect((await deliveries(slow)).filter(({ state }) => state === 'delivered')).toHaveLength(8);
    });
  });

  it('are forgotten after a month, but for what is still owed', async () => {
    const of = await hook('ticket.opened');
    await desk.the(WebhookDeliveriesService).ping(of.id);
    await eventually(async () => expect((await deliveries(of))[0]!.state).toBe('delivered'));
    receiver.answer = (response) => response.writeHead(500).end();
    await desk.the(WebhookDeliveriesService).ping(of.id);
    await eventually(async () => expect((await deliveries(of))[0]!.attempts).toBe(1));
    await desk.the(WebhookSender).stop();
    desk.clock.move(30 * 24 * HOUR + 1);
    await desk.the(WebhookDeliveriesService).purge(new AbortController().signal);
    expect((await deliveries(of)).map(({ state }) => state)).toEqual(['pending']);
    desk.the(WebhookSender).start();
  });
});
