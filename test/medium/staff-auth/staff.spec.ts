import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.js';
import { SYSTEM } from '../../../src/common/actor.js';
import { StaffImportService } from '../../../src/staff-auth/staff-import.service.js';
import { StaffService } from '../../../src/staff-auth/staff.service.js';
import { claimUsername } from '../../../src/users/usernames.js';
import { FLAVOURS } from '../../support/database.js';
import { PASSWORD, openDesk, type Answer, type Desk } from './desk.js';

describe.each(FLAVOURS)('staff on %s', (flavour) => {
  let desk: Desk;
  let admin: string;
  let adminId: number;
  let departments: number[];

  const tokenOf = async (username: string): Promise<string> =>
    (await desk.login(username, PASSWORD)).body.accessToken;
  const as = (
    token: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> => desk.call(method, path, { token, body, headers });
  let made = 0;
  const create = async (more: Record<string, unknown> = {}): Promise<Answer['body']> => {
    const username = `person${++made}`;
    const body = {
      username,
      password: PASSWORD,
      fullName: username,
      email: `${username}@example.com`,
      role: 'staff',
      ...more,
    };
    const answer = await as(admin, 'POST', '/staff', body);
    expect(answer.status).toBe(201);
    return answer.body;
  };

  beforeAll(async () => {
    desk = await openDesk(flavour);
    await desk.get(StaffImportService).createFirstAdministrator(PASSWORD);
    admin = await tokenOf('admin');
    adminId = (await desk.get(StaffService).findByUsername('admin'))!.id;
    departments = await desk.departments('Support', 'Sales', 'Press');
  });

  afterAll(() => desk?.close());

  it('has one first administrator, however often it is made', async () => {
    const imports = desk.get(StaffImportService);
    expect(await imports.createFirstAdministrator()).toBeUndefined();
    const me = await as(admin, 'GET', '/auth/me');
    expect(me.body).toMatchObject({ username: 'admin', role: 'admin', email: null });
  });

  it('is created, read, listed, changed and deleted by an administrator', async () => {
    const bob = await create({ departmentIds: [departments[1], departments[0]] });
    expect(bob).toMatchObject({
      active: true,
      twoFactor: false,
      departmentIds: departments.slice(0, 2),
      version: 1,
    });
    const changed = await as(admin, 'PATCH', `/staff/${bob.id}`, {
      fullName: 'Bob B.',
      departmentIds: [departments[2]],
    });
    expect(changed.body).toEqual({
      ...bob,
      fullName: 'Bob B.',
      departmentIds: [departments[2]],
      version: 2,
      updatedAt: expect.any(String),
    });
    expect((await as(admin, 'GET', `/staff/${bob.id}`)).body).toEqual(changed.body);
    expect((await as(admin, 'DELETE', `/staff/${bob.id}`)).status).toBe(204);
    expect((await as(admin, 'GET', `/staff/${bob.id}`)).body.code).toBe('staff.not_found');
    const events = await desk.rows<{ type: string; details: string }>(
      `select type, details from events where resource = 'staff' and resourceId = ? order by id`,
      [bob.id],
    );
    expect(events.map(({ type }) => type)).toEqual(['staff.created', 'staff.updated', 'staff.deleted']);
    expect(JSON.parse(events[1]!.details).changes).toEqual({
      fullName: [bob.fullName, 'Bob B.'],
      departmentIds: [departments.slice(0, 2), [departments[2]]],
    });
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
  });

  it('is listed page by page, there and back', async () => {
    while ((await as(admin, 'GET', '/staff')).body.items.length < 5) await create();
    const first = (await as(admin, 'GET', '/staff?limit=2')).body;
    const second = (await as(admin, 'GET', `/staff?limit=2&cursor=${first.page.next}`)).body;
    const back = (await as(admin, 'GET', `/staff?limit=2&cursor=${second.page.prev}`)).body;
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(4);
    expect(first.page).toMatchObject({ prev: null, limit: 2 });
    expect(back.items).toEqual(first.items);
    const all = await desk.get(StaffService).all();
    expect(all.slice(0, 4).map(({ id }) => id)).toEqual(ids);
  });

  it('shares usernames with users, whatever the case, and addresses with nobody', async () => {
    const bob = await create({ username: 'Robert' });
    const taken = async (body: object) => (await as(admin, 'PATCH', `/staff/${adminId}`, body)).body.code;
    expect(await taken({ username: 'ROBERT' })).toBe('account.username_taken');
    expect(await taken({ email: bob.email.toUpperCase() })).toBe('staff.email_taken');
    await desk.get(Database).transaction((tx) => claimUsername(tx, 'customer', { kind: 'user', id: 1 }));
    expect(await taken({ username: 'Customer' })).toBe('account.username_taken');
    expect((await as(admin, 'PATCH', `/staff/${bob.id}`, { username: 'robin' })).status).toBe(200);
    expect((await as(admin, 'PATCH', `/staff/${adminId}`, { username: 'robert' })).status).toBe(200);
    expect((await as(admin, 'PATCH', `/staff/${adminId}`, { username: 'admin' })).status).toBe(200);
    expect((await as(admin, 'DELETE', `/staff/${bob.id}`)).status).toBe(204);
    await create({ username: 'robin' });
  });

  it('is not changed over a version that somebody else has changed', async () => {
    const bob = await create();
    const change = (fullName: string) =>
      as(admin, 'PATCH', `/staff/${bob.id}`, { fullName }, { 'if-match': '"1"' });
    expect((await change('First')).body.version).toBe(2);
    expect((await change('Second')).status).toBe(412);
    const gone = await as(admin, 'DELETE', `/staff/${bob.id}`, undefined, { 'if-match': '"1"' });
    expect(gone.status).toBe(412);
  });

  it('always keeps an active administrator', async () => {
    const path = `/staff/${adminId}`;
    for (const body of [{ active: false }, { role: 'superuser' }])
      expect((await as(admin, 'PATCH', path, body)).body.code).toBe('staff.last_admin');
    expect((await as(admin, 'DELETE', path)).body.code).toBe('staff.last_admin');
    const second = await create({ role: 'admin' });
    const staff = desk.get(StaffService);
    const demoted = await Promise.allSettled(
      [adminId, second.id].map((id) => staff.update(SYSTEM, id, { role: 'staff' })),
    );
    expect(demoted.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const admins = await desk.rows<{ id: number }>(
      `select id from staff where role = 'admin' and active = ?`,
      [true],
    );
    expect(admins).toHaveLength(1);
    await desk.get(StaffService).update(SYSTEM, adminId, { role: 'admin' });
    await desk.get(StaffService).update(SYSTEM, second.id, { role: 'staff' });
    admin = await tokenOf('admin');
  });

  it('loses the session with the rights, and keeps it when they grow', async () => {
    const bob = await create({ role: 'superuser' });
    const token = await tokenOf(bob.username);
    await as(admin, 'PATCH', `/staff/${bob.id}`, { role: 'admin', departmentIds: [departments[0]] });
    expect((await as(token, 'GET', '/api-tokens')).status).toBe(200);
    await as(admin, 'PATCH', `/staff/${bob.id}`, { role: 'staff' });
    expect((await as(token, 'GET', '/auth/me')).status).toBe(401);
  });

  it('sees colleagues and changes only itself', async () => {
    const bob = await create();
    const token = await tokenOf(bob.username);
    expect((await as(token, 'GET', `/staff/${adminId}`)).status).toBe(200);
    expect((await as(token, 'PATCH', `/staff/${bob.id}`, { role: 'admin' })).status).toBe(403);
    expect((await as(token, 'PATCH', '/auth/me', { role: 'admin' })).status).toBe(422);
    const me = await as(token, 'PATCH', '/auth/me', { fullName: 'Bob Himself' });
    expect(me.body).toMatchObject({ id: bob.id, fullName: 'Bob Himself', role: 'staff' });
    for (const [method, path] of [
      ['POST', '/staff'],
      ['DELETE', `/staff/${adminId}`],
      ['GET', '/api-tokens'],
      ['PUT', `/departments/${departments[0]}/members`],
    ])
      expect((await as(token, method!, path!, method === 'GET' ? undefined : {})).body.code).toBe(
        'auth.forbidden',
      );
  });

  it('is refused with a fault for each bad field', async () => {
    const { status, body } = await as(admin, 'POST', '/staff', {
      username: 'two words',
      password: 'short',
      fullName: ' ',
      email: 'a@localhost',
      role: 'king',
      departmentIds: ['1'],
    });
    expect(status).toBe(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/departmentIds',
      '/email',
      '/fullName',
      '/password',
      '/role',
      '/username',
    ]);
    const unknown = await as(admin, 'PATCH', `/staff/${adminId}`, { departmentIds: [999] });
    expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/departmentIds']);
  });

  it('belongs to departments, seen from either side', async () => {
    const [bob, carol] = [await create({ departmentIds: [departments[0]] }), await create()];
    const path = `/departments/${departments[2]}/members`;
    const set = await as(admin, 'PUT', path, { staffIds: [carol.id, bob.id] });
    expect(set.body).toEqual({ staffIds: [bob.id, carol.id] });
    expect((await as(admin, 'GET', `/staff/${bob.id}`)).body).toMatchObject({
      departmentIds: [departments[0], departments[2]],
      version: 2,
    });
    expect((await as(admin, 'PUT', path, { staffIds: [carol.id] })).body).toEqual({ staffIds: [carol.id] });
    expect((await as(admin, 'GET', `/staff/${bob.id}`)).body.departmentIds).toEqual([departments[0]]);
    expect((await as(admin, 'PUT', path, { staffIds: [999] })).status).toBe(422);
    expect((await as(admin, 'GET', '/departments/999/members')).body.code).toBe('department.not_found');
  });
});

describe.each(FLAVOURS)('staff from a file on %s', (flavour) => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk(flavour);
    await desk.get(StaffImportService).createFirstAdministrator(PASSWORD);
  });

  afterAll(() => desk?.close());

  it.each([
    ['passwordHash', { passwordHash: 'pbkdf2_sha256$870000$salt$hash' }],
    ['twoFactorSecret', { twoFactorSecret: '3D3D6753434E31565A4E' }],
  ])('is refused with a bad %s, by name', async (field, account) => {
    await expect(desk.staff({ username: 'ok' }, { username: 'bad', ...account })).rejects.toMatchObject({
      more: { faults: [{ pointer: `/staff/1/${field}` }] },
    });
    expect(await desk.rows('select id from staff')).toHaveLength(1);
  });

  it('leaves the first administrator in place, with another id, when it brings none', async () => {
    await desk.staff({ id: 1, username: 'bob', createdAt: new Date(1_700_000_000_000) });
    const staff = desk.get(StaffService);
    expect(await staff.get(1)).toMatchObject({ username: 'bob', createdAt: new Date(1_700_000_000_000) });
    expect((await staff.findByUsername('admin'))!.id).toBeGreaterThan(1);
    expect((await desk.login('admin', PASSWORD)).status).toBe(200);
  });
});

describe.each(FLAVOURS)('staff from a file with an administrator on %s', (flavour) => {
  it('takes the place of the first one, and new ids follow the greatest', async () => {
    const desk = await openDesk(flavour);
    try {
      await desk.get(StaffImportService).createFirstAdministrator('generated');
      const [department] = await desk.departments('Support');
      await desk.staff(
        { id: 7, username: 'admin', role: 'admin', email: 'ana@example.com' },
        { id: 41, username: 'bob', departmentIds: [department!] },
      );
      expect(await desk.rows('select id, username from staff order by id')).toMatchObject([
        { id: 7, username: 'admin' },
        { id: 41, username: 'bob' },
      ]);
      expect((await desk.login('admin', 'generated')).status).toBe(401);
      expect((await desk.login('admin', PASSWORD)).status).toBe(200);
      const next = await desk.get(StaffService).create(SYSTEM, {
        username: 'next',
        fullName: 'Next',
        email: 'next@example.com',
        role: 'staff',
      });
      expect(next.id).toBe(42);
    } finally {
      await desk.close();
    }
  });
});

describe.each(FLAVOURS)('the first start on %s', (flavour) => {
  it('makes one administrator, though two replicas start at once, and tells the password once', async () => {
    const desk = await openDesk(flavour);
    try {
      const imports = desk.get(StaffImportService);
      const made = await Promise.all([
        imports.createFirstAdministrator(),
        imports.createFirstAdministrator(),
      ]);
      const [first, ...others] = made.filter((answer) => answer !== undefined);
      expect(others).toEqual([]);
      expect((await desk.login('admin', first!.password)).status).toBe(200);
      expect(JSON.stringify(await desk.rows('select * from staff'))).not.toContain(first!.password);
    } finally {
      await desk.close();
    }
  });
});
