import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { Permission } from '../../../src/http/permission.decorator.js';
import { ApiTokensService, type ApiTokenImport } from '../../../src/staff-auth/api-tokens.service.js';
import { FLAVOURS } from '../../support/database.js';
import { PASSWORD, openDesk, type Desk } from './desk.js';

describe.each(FLAVOURS)('API tokens on %s', (flavour) => {
  let desk: Desk;
  let tokens: ApiTokensService;
  let admin: string;

  beforeAll(async () => {
    desk = await openDesk(flavour);
    tokens = desk.get(ApiTokensService);
    await desk.staff({ username: 'admin', role: 'admin' });
    admin = (await desk.login('admin', PASSWORD)).body.accessToken;
  });

  afterAll(() => desk?.close());

  const create = (body: object) => desk.call('POST', '/api-tokens', { token: admin, body });
  const load = (input: Partial<ApiTokenImport> & { token: string }) =>
    desk
      .get(Database)
      .transaction((tx) =>
        tokens.import(tx, { name: input.token, permissions: ['staff/read'], allowedAddresses: [], ...input }),
      );
  const outcome = async (token: string, address = '127.0.0.1') =>
    (await tokens.authenticate(token, address)).outcome;

  it('are shown once and kept as a hash only', async () => {
    const { status, body } = await create({ name: 'monitoring', permissions: ['staff/read'] });
    expect(status).toBe(201);
    expect(body.token).toMatch(/^sd_[\w-]{43}$/);
    expect(body).toMatchObject({
      hint: body.token.slice(0, 8),
      allowedAddresses: [],
      active: true,
      lastUsedAt: null,
    });
    const read = await desk.call('GET', `/api-tokens/${body.id}`, { token: admin });
    expect(read.body).not.toHaveProperty('token');
    expect(read.body).not.toHaveProperty('tokenHash');
    const stored = JSON.stringify([
      await desk.rows('select * from api_tokens'),
      await desk.rows('select * from events'),
    ]);
    expect(stored).not.toContain(body.token);
  });

  it('open the routes of their permissions and no others', async () => {
    const { token } = (await create({ name: 'reader', permissions: ['staff/read'] })).body;
    expect((await desk.call('GET', '/staff', { token })).status).toBe(200);
    const refused = await desk.call('POST', '/staff', { token, body: {} });
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.forbidden']);
  });

  it('are compared exactly', async () => {
    await load({ token: 'FULLtoken00' });
    expect(await outcome('FULLtoken00')).toBe('ok');
    for (const other of ['fulltoken00', 'FULLtoken0', 'FULLtoken000', ' FULLtoken00', ''])
      expect(await outcome(other)).toBe('invalid');
  });

  it('work from the addresses of their list', async () => {
    await load({ token: 'listed', allowedAddresses: ['10.0.0.5', '127.0.0.*', '2001:db8::/32'] });
    expect(await outcome('listed', '127.0.0.9')).toBe('ok');
    expect(await outcome('listed', '::ffff:10.0.0.5')).toBe('ok');
    expect(await outcome('listed', '2001:db8::1')).toBe('ok');
    expect(await outcome('listed', '10.0.0.6')).toBe('address_refused');
    const refused = await desk.call('GET', '/staff', { token: 'listed', address: '10.0.0.6' });
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.address_refused']);
    await load({ token: 'verbatim', allowedAddresses: ['127.0.0.1,10.0.0.5'] });
    expect(await outcome('verbatim', '127.0.0.1')).toBe('address_refused');
  });

  it('are refused with an unknown permission or a bad address, by name', async () => {
    const addresses = await create({
      name: 'x',
      permissions: [],
      allowedAddresses: ['10.0.0.1', '127.0.0.1,10.0.0.5'],
    });
    expect([addresses.status, addresses.body.errors[0].pointer]).toEqual([422, '/allowedAddresses/1']);
    for (const word of ['tickets/reed', 'profile/read', 'all'])
      expect((await create({ name: 'x', permissions: [word] })).status).toBe(422);
    await expect(load({ token: 'bad', permissions: ['tickets/reed'] })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await load({ token: 'twice' });
    await expect(load({ token: 'twice' })).rejects.toMatchObject({ code: 'api_token.taken' });
  });

  it('stop at once when they are switched off, narrowed or deleted', async () => {
    const { id, token } = (await create({ name: 'short', permissions: ['staff/read'] })).body;
    const use = async () => (await desk.call('GET', '/staff', { token })).status;
    const change = (body: object) => desk.call('PATCH', `/api-tokens/${id}`, { token: admin, body });
    expect(await use()).toBe(200);
    expect((await change({ active: false })).body).toMatchObject({ active: false, version: 2 });
    expect(await use()).toBe(401);
    await change({ active: true, permissions: ['users/read'] });
    expect(await use()).toBe(403);
    await change({ permissions: ['staff/read'] });
    expect(await use()).toBe(200);
    expect((await desk.call('DELETE', `/api-tokens/${id}`, { token: admin })).status).toBe(204);
    expect(await use()).toBe(401);
  });

  it('stop within five seconds when another process switched them off', async () => {
    const row = await load({ token: 'elsewhere' });
    expect(await outcome('elsewhere')).toBe('ok');
    await desk
      .get(Database)
      .transaction((tx) => tx.query('update api_tokens set active = ? where id = ?', [false, row.id]));
    expect(await outcome('elsewhere')).toBe('ok');
    desk.clock.pass(5);
    expect(await outcome('elsewhere')).toBe('invalid');
  });

  it('remember their last use to the minute', async () => {
    const { id } = await load({ token: 'used' });
    const lastUsed = async () => (await tokens.get(id)).lastUsedAt;
    const first = desk.clock.now();
    await outcome('used');
    await expect.poll(lastUsed).toEqual(first);
    desk.clock.pass(59);
    await outcome('used');
    desk.clock.pass(1);
    const second = desk.clock.now();
    await outcome('used');
    await expect.poll(lastUsed).toEqual(second);
  });

  it('take a value that programs know already', async () => {
    const { token } = await tokens.create(SYSTEM, {
      name: 'known',
      token: 'from-the-old-desk',
      permissions: [],
      allowedAddresses: [],
    });
    expect(token).toBe('from-the-old-desk');
    expect(await outcome('from-the-old-desk')).toBe('ok');
  });

  it('without a token, or with a bad one, a route says so', async () => {
    const none = await desk.call('GET', '/staff');
    expect([none.status, none.body.code, none.headers['www-authenticate']]).toEqual([
      401,
      'auth.required',
      'Bearer',
    ]);
    for (const token of ['nonsense', 'a.b.c', `${admin}x`, `${admin.split('.').slice(0, 2).join('.')}.`])
      expect((await desk.call('GET', '/staff', { token })).body.code).toBe('auth.invalid_token');
  });
});

@Controller('careless')
class CarelessController {
  @Get()
  read(): string {
    return '';
  }
}

@Controller('misspelt')
class MisspeltController {
  @Get()
  @Permission('tickets/reed')
  read(): string {
    return '';
  }
}

describe('a route', () => {
  it.each([CarelessController, MisspeltController])(
    'that asks for no known permission stops the start',
    async (controller) => {
      await expect(openDesk('sqlite', controller)).rejects.toThrow(`${controller.name}.read`);
    },
  );
});
