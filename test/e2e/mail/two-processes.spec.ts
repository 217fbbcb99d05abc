import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import mysql from 'mysql2/promise';
import { Desk, type Serving } from '../../support/desk.js';
import { Dovecot, HAS_DOVECOT, MAIL_PASSWORD } from '../../support/dovecot.js';

const ADDRESS = 'support@desk.example';
const PATIENCE_MS = 40_000;

const mail = (number: number): string =>
  `From: ann@example.org\r\nTo: ${ADDRESS}\r\nSubject: Mail ${number}\r\nMessage-ID: <m${number}@example.org>\r\n\r\nHello ${number}.\r\n`;

describe.skipIf(!HAS_DOVECOT || !inject('mariadbUrl'))(
  'two processes with one mailbox (needs dovecot-imapd, dovecot-lmtpd and MariaDB)',
  () => {
    let dovecot: Dovecot;
    let desk: Desk;
    let first: Serving;
    let second: Serving;

    beforeAll(async () => {
      dovecot = await Dovecot.start({ accounts: [ADDRESS] });
      desk = await Desk.create('mariadb', { LOG_LEVEL: 'error', DIALECTS: '' });
      const loaded = await desk.load({
        departments: [{ id: 1, name: 'Support' }],
        mailboxes: [
          {
            address: ADDRESS,
            name: 'Support',
            departmentId: 1,
            incoming: {
              type: 'imap',
              host: '127.0.0.1',
              port: dovecot.port.imap,
              tls: 'none',
              user: ADDRESS,
              secret: MAIL_PASSWORD,
            },
          },
        ],
      });
      if (loaded.code !== 0) throw new Error(loaded.stderr);
      first = await desk.serve();
    });
    afterAll(async () => {
      await desk?.remove();
      await dovecot?.stop();
    });

    const query = async <T>(sql: string): Promise<T[]> => {
      const connection = await mysql.createConnection(desk.env['DATABASE_URL']!);
      const [rows] = await connection.query(sql);
      await connection.end();
      return rows as T[];
    };
    const tickets = async (): Promise<string[]> =>
      (await query<{ subject: string }>('select subject from tickets order by id')).map(
        ({ subject }) => subject,
      );
    const untilTickets = async (count: number): Promise<void> => {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(100))
        if ((await tickets()).length >= count) return;
      throw new Error(`Waited for ${count} tickets in vain: ${(await tickets()).join(', ')}`);
    };
    /** Whoever holds the mailbox; it grows with every new holder. */
    const fence = async (): Promise<number> =>
      (await query<{ fence: number }>("select fence from leases where name like 'mailbox/%'"))[0]!.fence;

    it('has one poller, and another as soon as that one dies', async () => {
      await dovecot.deliver(mail(1), ADDRESS);
      await untilTickets(1);
      const held = await fence();
      second = await desk.serve();
      for (const number of [2, 3, 4]) await dovecot.deliver(mail(number), ADDRESS);
      await untilTickets(4);
      expect(await fence()).toBe(held);

      first.child.kill('SIGKILL');
      for (const number of [5, 6, 7]) await dovecot.deliver(mail(number), ADDRESS);
      await untilTickets(7);
      expect(await fence()).toBe(held + 1);
      expect((await tickets()).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Mail ${number}`));
      expect(await query('select id from inbound_mails')).toHaveLength(7);
    }, 60_000);

    it('leaves the mailbox to the other one at once when it is stopped', async () => {
      const third = await desk.serve();
      const held = await fence();
      await second.stop();
      const stopped = performance.now();
      await dovecot.deliver(mail(8), ADDRESS);
      await untilTickets(8);
      expect(performance.now() - stopped).toBeLessThan(10_000);
      expect(await fence()).toBe(held + 1);
      await third.stop();
    });
  },
);
