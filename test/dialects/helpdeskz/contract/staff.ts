import { createGuardrails, generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';
import { type Desk, TWO_FACTOR_SECRETS, expectError, expectSuccess, expectDone } from './desk.js';

interface StaffRow {
  id: string;
  username: string;
  fullname: string;
  email: string;
  registration: string;
  last_login: string;
}

const LOGGED_IN = 'You have been logged in.';
const wrong = (attempt: number) => `Invalid username or password. (attempt: ${attempt} of 3)`;
const wrongCode = (attempt: number) => `Two-Factor authentication failed. (attempt: ${attempt} of 3)`;
const BOB = { username: 'bob', password: 'bobpass1' };
const STEP_S = 30;

/** HelpDeskZ's secrets have 80 bits, fewer than otplib allows by itself. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 10 });
const code = (secret: string, steps = 0): string =>
  generateSync({ secret, guardrails, epoch: Math.floor(Date.now() / 1000) + steps * STEP_S });

let lastAddress = 0;
/** An end user's address no other test counts attempts on. */
const newAddress = (): string => `203.0.${++lastAddress >> 8}.${lastAddress & 255}`;

/** Section 1.6 (21-23) of the contract. */
export function staffContract(desk: () => Desk): void {
  const auth = (fields: Record<string, string>) => desk().post('/api/staff/auth', fields);
  const staff = async (query: string) =>
    expectSuccess<{ users: StaffRow[] }>(await desk().get(`/api/staff${query}`)).users;

  describe('staff list and show', () => {
    it('finds one by username, in any letter case, and lists the disabled too', async () => {
      expect(await staff('?username=BOB')).toMatchObject([{ id: '2', username: 'bob' }]);
      expect(await staff('?username=dave')).toMatchObject([{ id: '4' }]);
      expect(await staff('?username=bo')).toEqual([]);
      expect((await desk().get('/api/staff?username=nobody')).text).toBe('{"success":1,"users":[]}');
    });

    it('escapes names', async () => {
      expect((await desk().get('/api/staff/show/6')).text).toBe(
        '{"success":1,"staff_data":{"id":"6","username":"escaped",' +
          '"fullname":"&lt;i&gt;&quot;Tom&quot; &amp; &#039;Co&#039;&lt;/i&gt;","email":"escaped@demo.com",' +
          '"registration":"1700000000","last_login":"0"}}',
      );
    });

    it.each([
      ['abc', 'Invalid Staff ID.'],
      ['1abc', 'Invalid Staff ID.'],
      ['1.5', 'Invalid Staff ID.'],
      ['99999', 'Staff ID not found.'],
    ])('answers show/%s with "%s"', async (id, message) => {
      expectError(await desk().get(`/api/staff/show/${id}`), message);
    });
  });

  describe('staff/auth', () => {
    it.each<[string, Record<string, string>]>([
      ['Api.error.usernameMissing. Password is missing. IP address is missing.', {}],
      ['Invalid username.', { ...BOB, username: 'bob smith', ip_address: '203.0.113.1' }],
      ['Password is missing.', { username: 'bob', ip_address: '203.0.113.1' }],
      ['IP address is missing.', BOB],
      ['IP address is not valid.', { ...BOB, ip_address: '203.0.113' }],
      ['IP address is not valid.', { ...BOB, ip_address: 'localhost' }],
      ['IP address is not valid.', { ...BOB, ip_address: 'fe80::1%eth0' }],
    ])('answers "%s" to %j', async (message, fields) => {
      expectError(await auth(fields), message);
    });

    it('signs in with the imported bcrypt and sha1 hashes, again and again, in any letter case of the name', async () => {
      const ip_address = newAddress();
      expectDone(await auth({ username: 'Bob', password: 'bobpass1', ip_address }), LOGGED_IN);
      for (let count = 0; count < 2; count++) {
        expectDone(await auth({ username: 'old', password: 'oldpass1', ip_address }), LOGGED_IN);
      }
      expectDone(await auth({ ...BOB, ip_address: '2001:db8::1' }), LOGGED_IN);
    });

    it('shows the sign-in before the last one, or the first', async () => {
      const [before] = await staff('?username=signin');
      expect(before!.last_login).toBe('0');
      await auth({ username: 'signin', password: 'signinpass1', ip_address: newAddress() });
      const [first] = await staff('?username=signin');
      expect(Math.abs(Number(first!.last_login) - Date.now() / 1000)).toBeLessThan(60);
      await auth({ username: 'signin', password: 'signinpass1', ip_address: newAddress() });
      expect((await staff('?username=signin'))[0]!.last_login).toBe(first!.last_login);
    });

    it('counts failures per address and locks it at the third, also for the right password', async () => {
      const ip_address = newAddress();
      expectError(await auth({ ...BOB, password: 'wrong', ip_address }), wrong(1));
      expectError(await auth({ username: 'old', password: 'wrong', ip_address }), wrong(2));
      expectError(await auth({ ...BOB, password: 'wrong', ip_address }), wrong(3));
      expectError(await auth({ ...BOB, ip_address }), 'Login locked for 5 minutes. (attempt: 3 of 3)');
      expectDone(await auth({ ...BOB, ip_address: newAddress() }), LOGGED_IN);
    });

    it('tells an unknown name and a wrong password in the same words, without a stray %', async () => {
      const ip_address = newAddress();
      expectError(await auth({ username: 'nobody', password: 'wrong', ip_address }), wrong(1));
      expectError(await auth({ ...BOB, password: 'wrong', ip_address }), wrong(2));
      expectError(await auth({ username: 'nobody', password: 'wrong', ip_address }), wrong(3));
      expectError(
        await auth({ username: 'nobody', password: 'wrong', ip_address }),
        'Login locked for 5 minutes. (attempt: 3 of 3)',
      );
    });

    it('forgets the failures of an address at the first success', async () => {
      const ip_address = newAddress();
      expectError(await auth({ ...BOB, password: 'wrong', ip_address }), wrong(1));
      expectError(await auth({ ...BOB, password: 'wrong', ip_address }), wrong(2));
      expectDone(await auth({ ...BOB, ip_address }), LOGGED_IN);
      expectError(await auth({ ...BOB, password: 'wrong', ip_address }), wrong(1));
    });

    it('tells a disabled account only to who knows its password, and does not count it', async () => {
      const dave = { username: 'dave', ip_address: newAddress() };
      expectError(await auth({ ...dave, password: 'davepass1' }), 'Account is locked.');
      expectError(await auth({ ...dave, password: 'davepass1' }), 'Account is locked.');
      expectError(await auth({ ...dave, password: 'wrong' }), wrong(1));
    });
  });

  describe('staff/auth with a second factor', () => {
    const agent = (index: number) => ({
      username: `totp${index}`,
      password: `totp${index}pass1`,
      ip_address: newAddress(),
    });

    it('asks for the code, after the password and without counting', async () => {
      const fields = agent(0);
      expectError(await auth(fields), 'Two-Factor code is missing.');
      expectError(await auth({ ...fields, two_factor: '' }), 'Two-Factor code is missing.');
      expectError(
        await auth({ ...fields, password: 'wrong', two_factor: code(TWO_FACTOR_SECRETS[0]) }),
        wrong(1),
      );
    });

    it('counts wrong codes like wrong passwords', async () => {
      const fields = agent(0);
      // Four steps away: valid neither now nor for a clock that is a little off.
      expectError(await auth({ ...fields, two_factor: code(TWO_FACTOR_SECRETS[0], 4) }), wrongCode(1));
      expectError(await auth({ ...fields, two_factor: 'abcdef' }), wrongCode(2));
      expectError(await auth({ ...fields, password: 'wrong' }), wrong(3));
      expectError(
        await auth({ ...fields, two_factor: code(TWO_FACTOR_SECRETS[0]) }),
        'Login locked for 5 minutes. (attempt: 3 of 3)',
      );
    });

    it('takes a code once', async () => {
      const fields = agent(1);
      const two_factor = code(TWO_FACTOR_SECRETS[1]);
      expectDone(await auth({ ...fields, two_factor }), LOGGED_IN);
      expectError(await auth({ ...fields, two_factor }), wrongCode(1));
    });

    it.each([
      [2, -1],
      [3, +1],
    ])('takes the code of a clock that is one step off (account %i, step %i)', async (index, steps) => {
      const two_factor = code(TWO_FACTOR_SECRETS[index]!, steps);
      expectDone(await auth({ ...agent(index), two_factor }), LOGGED_IN);
    });

    it('ignores a code where no second factor is on', async () => {
      expectDone(await auth({ ...BOB, two_factor: '815435', ip_address: newAddress() }), LOGGED_IN);
    });
  });
}
