import { describe, expect, it } from 'vitest';
import { type Desk, expectError, file, expectSuccess, expectDone, unique } from './desk.js';

/** What sections 1.6 (1-10) and 2.6 of the contract say beyond the recorded cases. */
export function usersAndDepartmentsContract(desk: () => Desk): void {
  const ticketOf = async (fields: Record<string, string>) => {
    const id = await desk().newTicket(fields, [file('a.png')]);
    await desk().reply(id, {}, [file('b.png')]);
    return { id, files: (await desk().files(`ticket_id=${id}`)).map((attached) => Number(attached.id)) };
  };
  const expectGone = async ({ id, files }: { id: number; files: number[] }) => {
    expect(files).toHaveLength(2);
    expectError(await desk().get(`/api/tickets/show/${id}`), 'Ticket not found.');
    expectError(await desk().get(`/api/messages/show/${id}`), 'Ticket not found.');
    for (const fileId of files)
      expectError(await desk().get(`/api/attachments/show/${fileId}`), 'Attachment not found.');
  };

  describe('users', () => {
    it('never escapes an address, neither on creation nor on change', async () => {
      const created = `o'neil+${unique('x')}@example.com`;
      const changed = `o'brien+${unique('x')}@example.com`;
      const id = await desk().newUser('Raw', created);
      const shown = () => desk().get(`/api/users/show/${id}`);
      expect((await shown()).text).toContain(`"email":"${created}"`);
      expectDone(await desk().post(`/api/users/update/${id}`, { new_email: changed }), 'Email was changed.');
      expect((await shown()).text).toContain(`"email":"${changed}"`);
    });

    it('refuses an address that is taken in another letter case', async () => {
      const email = `${unique('taken')}@example.com`;
      await desk().newUser('First', email);
      const other = await desk().newUser();
      const inUse = 'Email address is is already in use.';
      const fields = { fullname: 'Second', email: email.toUpperCase() };
      expectError(await desk().post('/api/users/create', fields), inUse);
      expectError(await desk().post(`/api/users/update/${other}`, { new_email: email.toUpperCase() }), inUse);
    });

    it.each(['a@localhost', 'ü@example.com', 'a b@example.com', 'a@b@example.com', 'a@.example.com'])(
      'refuses the address %s',
      async (email) => {
        expectError(
          await desk().post('/api/users/create', { fullname: 'X', email }),
          'Email address is not valid.',
        );
      },
    );

    it('makes one account of many requests for the same address at once', async () => {
      const fields = { fullname: 'Hasty', email: `${unique('hasty')}@example.com` };
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => desk().post('/api/users/create', fields)),
      );
      const messages = answers.map(({ text }) => JSON.parse(text).message).toSorted();
      expect(messages).toEqual([
        ...Array.from({ length: 4 }, () => 'Email address is is already in use.'),
        'User account was created.',
      ]);
    });

    it('go with their tickets, messages and files, and leave those of others', async () => {
      const user = await desk().newUser();
      const theirs = [await ticketOf({ user_id: String(user) }), await ticketOf({ user_id: String(user) })];
      const other = await ticketOf({});
      expectDone(await desk().post(`/api/users/delete/${user}`), 'User account was removed.');
      for (const ticket of theirs) await expectGone(ticket);
      expectError(await desk().get(`/api/users/show/${user}`), 'User not found.');
      expect(await desk().files(`ticket_id=${other.id}`)).toHaveLength(2);
    });
  });

  describe('departments', () => {
    it('go with their tickets, messages and files, and leave those of others', async () => {
      const department = await desk().newDepartment();
      const theirs = [await ticketOf({ department_id: String(department) })];
      const moved = await ticketOf({ department_id: String(department) });
      await desk().post(`/api/tickets/update/${moved.id}`, { department_id: '1' });
      const deleted = await desk().post(`/api/departments/delete/${department}`);
      expectDone(deleted, 'Department and its tickets were removed.');
      for (const ticket of theirs) await expectGone(ticket);
      expectError(await desk().get(`/api/departments/show/${department}`), 'Department not found.');
      expect(await desk().ticket(moved.id)).toMatchObject({ department_id: '1' });
    });

    it('come last when they are new, and keep their place when they change', async () => {
      const [first, second] = [await desk().newDepartment(), await desk().newDepartment()];
      await desk().post(`/api/departments/update/${first}`, { name: 'Renamed', private: '1' });
      const { departments } = expectSuccess<{ departments: object[] }>(await desk().get('/api/departments'));
      expect(departments.slice(-2)).toMatchObject([
        { id: String(first), name: 'Renamed', private: '1' },
        { id: String(second), private: '0' },
      ]);
    });
  });

  it('never gives out the id of a deleted user, department, ticket or file again', async () => {
    const makeAll = async () => {
      const ticket = await desk().newTicket({}, [file('a.png')]);
      const [attachment] = await desk().files(`ticket_id=${ticket}`);
      const [user, department] = [await desk().newUser(), await desk().newDepartment()];
      return { users: user, departments: department, attachments: Number(attachment!.id), tickets: ticket };
    };
    const first = await makeAll();
    for (const [resource, id] of Object.entries(first)) {
      expect(JSON.parse((await desk().post(`/api/${resource}/delete/${id}`)).text)).toMatchObject({
        success: 1,
      });
    }
    const second = await makeAll();
    for (const resource of Object.keys(first) as (keyof typeof first)[]) {
      expect(second[resource], resource).toBeGreaterThan(first[resource]);
    }
  });
}
