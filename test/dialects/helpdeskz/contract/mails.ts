import { describe, expect, it } from 'vitest';
import { type ShownMail, waitForMails } from '../mails.js';
import { type Desk, expectSuccess, ticketFields, unique } from './desk.js';

/** What notify, openers and repliers cause: sections 1.2, 1.6 and 3.5 of the contract, with templates as installed. */
export function mailsContract(desk: () => Desk): void {
  const sentTo = async (email: string, expected: string[]) => {
    const concern = ({ to }: ShownMail) => to === email;
    const mails = await waitForMails(desk().server.dataDir, expected.length, concern);
    expect(mails.map(({ subject }) => subject).toSorted()).toEqual(expected.toSorted());
  };

  describe('mails', () => {
    it('welcome a new user when notify equals 1 as a number, and only then', async () => {
      const created = async (notify: string) => {
        const email = `${unique('notify')}@example.com`;
        expectSuccess(await desk().post('/api/users/create', { fullname: 'N', email, notify }));
        return email;
      };
      const silent: string[] = [];
      for (const notify of ['0', '', 'true', '"1"', '2']) silent.push(await created(notify));
      for (const notify of ['1', '01', '1.0', ' 1']) {
        await sentTo(await created(notify), ['Welcome to 127.0.0.1 helpdesk']);
      }
      for (const email of silent) await sentTo(email, []);
    });

    it.each<[string, Record<string, string>, (id: number) => string[]]>([
      ['nothing for the ticket of a user', { opener: 'user' }, () => []],
      ['a confirmation when asked for', { opener: 'user', notify: '1' }, (id) => [`[#${id}] Mail 🎉`]],
      [
        'the words of staff',
        { opener: 'staff', staff_id: '2', notify: '0' },
        (id) => [`Re: [#${id}] Mail 🎉`],
      ],
      [
        'both',
        { opener: 'staff', staff_id: '2', notify: '1' },
        (id) => [`Re: [#${id}] Mail 🎉`, `[#${id}] Mail 🎉`],
      ],
    ])('tell the user of a new ticket: %s', async (_, fields, subjects) => {
      const email = `${unique('ticket')}@example.com`;
      const user_id = String(await desk().newUser('Mail', email));
      const id = await desk().newTicket({ ...ticketFields(), user_id, subject: 'Mail 🎉', ...fields });
      await sentTo(email, subjects(id));
    });

    it('tell the user of each reply of staff, also on a closed ticket, and never of their own', async () => {
      const email = `${unique('reply')}@example.com`;
      const id = await desk().newTicket({ user_id: String(await desk().newUser('Mail', email)) });
      await desk().reply(id, { replier: 'user' });
      await desk().reply(id, { replier: 'staff', staff_id: '1', close: '1' });
      await desk().reply(id, { replier: 'staff', staff_id: '1' });
      await sentTo(email, [`Re: [#${id}] A subject`, `Re: [#${id}] A subject`]);
    });
  });
}
