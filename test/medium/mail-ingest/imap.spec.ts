import { chmodSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SYSTEM } from '../../../src/common/actor.js';
import { inEnglish } from '../../../src/common/texts.js';
import { IntakeService } from '../../../src/mail-ingest/intake.service.js';
import { ImapFolder } from '../../../src/mail-ingest/imap/imap-folder.js';
import { MailboxChecks } from '../../../src/mail-ingest/imap/mailbox-checks.service.js';
import { MailboxPolls } from '../../../src/mail-ingest/imap/mailbox-polls.service.js';
import { MailboxesService } from '../../../src/mailboxes/mailboxes.service.js';
import { FLAVOURS } from '../../support/database.js';
import { Dovecot, HAS_DOVECOT, MAIL_PASSWORD } from '../../support/dovecot.js';
import { ADDRESSES, ImapTestDesk, mail, until } from './imap-desk.js';

const TOKEN = 'an access token';

/** Whom XOAUTH2 tokens belong to, as the server asks it. */
async function introspection(): Promise<Server> {
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const isGood = new URLSearchParams(body).get('token') === TOKEN;
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify({ active: isGood, email: isGood ? oauthUser : '' }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}
let oauthUser = '';

describe.skipIf(!HAS_DOVECOT)('IMAP (needs dovecot-imapd and dovecot-lmtpd)', () => {
  let tokens: Server;
  let dovecot: Dovecot;
  beforeAll(async () => {
    tokens = await introspection();
    const { port } = tokens.address() as AddressInfo;
    dovecot = await Dovecot.start({
      accounts: ADDRESSES,
      introspectionUrl: `http://127.0.0.1:${port}/`,
    });
  });
  afterAll(async () => {
    await dovecot.stop();
    tokens.close();
  });

  describe.each(FLAVOURS)('on %s', (flavour) => {
    let desk: ImapTestDesk;
    beforeAll(async () => {
      desk = await ImapTestDesk.open(flavour, dovecot);
    });
    afterAll(() => desk.close());
    afterEach(() => vi.restoreAllMocks());

    const deliver = (address: string, ...subjects: string[]): Promise<unknown> =>
      Promise.all(subjects.map((subject) => dovecot.deliver(mail(subject), address)));
    /** Marked as taken in their file names. */
    const marked = (address: string): string[] => {
      const letter = Object.entries(dovecot.keywords(address)).find(
        ([, name]) => name === '$SwitchdeskDone',
      )?.[0];
      return dovecot.files(address).filter((name) => letter && name.split(',').at(-1)!.includes(letter));
    };
    const poll = (id: number) => desk.the(MailboxPolls).poll(id);

    it('takes in what was there before, byte for byte, and marks it without reading it for people', async () => {
      const address = desk.newAddress();
      await deliver(address, 'one', 'two', 'three');
      const mailbox = await desk.fetch(address);
      const rows = await desk.arrivals(mailbox, 3);
      expect(rows.map(({ uid }) => uid)).toEqual([1, 2, 3]);
      expect(await desk.raw(rows[0]!)).toContain('Hello.\r\n');
      await until(() => marked(address).length === 3, 'the marks');
      expect(marked(address).every((name) => !name.includes('S', name.lastIndexOf(',')))).toBe(true);
      expect(desk.staged()).toEqual([]);
      expect(await desk.polled(mailbox)).toMatchObject({
        error: null,
        since: null,
        lagSeconds: expect.any(Number),
      });
    });

    it('hears of a new mail at once, without waiting for its time', async () => {
      const address = desk.newAddress();
      const mailbox = await desk.fetch(address);
      await desk.polled(mailbox);
      await deliver(address, 'early bird');
      const sent = performance.now();
      await desk.arrivals(mailbox, 1);
      expect(performance.now() - sent).toBeLessThan(3_000);
      await deliver(address, 'and another');
      await desk.arrivals(mailbox, 2);
    });

    it('moves what it has taken where the mailbox says, into a folder that it makes', async () => {
      const address = desk.newAddress();
      await deliver(address, 'move me', 'me too');
      const mailbox = await desk.fetch(address, { doneMark: 'move', doneFolder: 'Taken' });
      await desk.arrivals(mailbox, 2);
      await until(() => dovecot.files(address).length === 0, 'the move');
      expect(dovecot.files(address, 'Taken')).toHaveLength(2);
    });

    it('changes nothing at all where the mailbox says so, and takes each mail once all the same', async () => {
      const address = desk.newAddress();
      await deliver(address, 'look only');
      const mailbox = await desk.fetch(address, { doneMark: 'read_only' });
      await desk.arrivals(mailbox, 1);
      const before = dovecot.files(address);
      await desk.change(mailbox, { name: 'Begun anew' });
      await deliver(address, 'look again');
      await desk.arrivals(mailbox, 2);
      expect(await poll(mailbox.id)).toMatchObject({ received: 0 });
      expect(dovecot.files(address)).toEqual(expect.arrayContaining(before));
      expect(dovecot.keywords(address)).toEqual({});
      expect(await desk.ledger(mailbox)).toHaveLength(2);
    });

    it('marks later what it could not mark when it took it', async () => {
      const address = desk.newAddress();
      await deliver(address, 'unmarked');
      const refusing = vi.spyOn(ImapFolder.prototype, 'mark').mockResolvedValue(false);
      const mailbox = await desk.fetch(address);
      await desk.arrivals(mailbox, 1);
      await desk.polled(mailbox);
      expect(await poll(mailbox.id)).toMatchObject({ received: 0, known: 0 });
      expect(marked(address)).toEqual([]);
      refusing.mockRestore();
      expect(await poll(mailbox.id)).toMatchObject({ received: 0, known: 0 });
      expect(marked(address)).toHaveLength(1);
      expect(await desk.ledger(mailbox)).toHaveLength(1);
    });

    it('takes in what could not be stored as soon as it can, once', async () => {
      const address = desk.newAddress();
      await deliver(address, 'try', 'again');
      const full = vi
        .spyOn(IntakeService.prototype, 'receive')
        .mockRejectedValue(new Error('no space left on device'));
      const mailbox = await desk.fetch(address);
      expect((await desk.failing(mailbox)).error).toContain('no space left on device');
      expect(marked(address)).toEqual([]);
      full.mockRestore();
      expect(await desk.arrivals(mailbox, 2)).toHaveLength(2);
      await desk.polled(mailbox);
      expect(await desk.ledger(mailbox)).toHaveLength(2);
    });

    it('knows its mails again after the server has numbered them anew', async () => {
      const address = desk.newAddress();
      await deliver(address, 'numbered', 'twice');
      const mailbox = await desk.fetch(address);
      const [first] = await desk.arrivals(mailbox, 2);
      await until(() => marked(address).length === 2, 'the marks');
      await desk.pause(mailbox);
      dovecot.renumber(address);
      await deliver(address, 'new among them');
      await desk.change(mailbox, { active: true });
      const rows = await desk.arrivals(mailbox, 3);
      await until(
        async () => (await desk.ledger(mailbox)).every((row) => row.uidValidity !== first!.uidValidity),
        'places',
      );
      expect(rows).toHaveLength(3);
      expect((await desk.ledger(mailbox)).map(({ state }) => state)).not.toContain('duplicate');
      await until(() => marked(address).length === 3, 'the marks');
    });

    it('finds a mail that turned up below its checkpoint', async () => {
      const address = desk.newAddress();
      await deliver(address, 'first');
      const mailbox = await desk.fetch(address);
      await desk.arrivals(mailbox, 1);
      await desk.pause(mailbox);
      await deliver(address, 'late');
      await desk.write('update mail_folders set lastUid = 1000 where mailboxId = ?', [mailbox.id]);
      await desk.change(mailbox, { active: true });
      expect((await desk.arrivals(mailbox, 2)).map(({ uid }) => uid)).toEqual([1, 2]);
    });

    it('does not take again what an older entry of the same mailbox has taken', async () => {
      const address = desk.newAddress();
      await deliver(address, 'taken once');
      const older = await desk.fetch(address);
      await desk.arrivals(older, 1);
      await until(() => marked(address).length === 1, 'the mark');
      await desk.pause(older);
      await desk.the(MailboxesService).remove(SYSTEM, older.id);
      const newer = await desk.fetch(address);
      await deliver(address, 'for the new one');
      expect((await desk.arrivals(newer, 1)).map(({ uid }) => uid)).toEqual([2]);
      expect(await desk.ledger(older)).toHaveLength(1);
    });

    it('brings everything, once, however often the connection is cut', async () => {
      const address = desk.newAddress();
      const mailbox = await desk.fetch(address);
      await desk.polled(mailbox);
      for (let round = 0; round < 4; round += 1) {
        const sent = deliver(
          address,
          ...Array.from({ length: 10 }, (_, one) => `round ${round} mail ${one}`),
        );
        if (round === 2) {
          await sent;
          await dovecot.restart();
        } else dovecot.drop();
        await sent;
      }
      await desk.arrivals(mailbox, 40);
      await desk.polled(mailbox);
      await until(() => marked(address).length === 40, 'the marks');
      expect(await desk.ledger(mailbox)).toHaveLength(40);
    });

    it('shows a wrong password in words and without it, and recovers as soon as it is put right', async () => {
      const address = desk.newAddress();
      const mailbox = await desk.fetch(address, { secret: 'not the password' });
      const { error, since } = await desk.failing(mailbox);
      expect(error).toMatch(/^The server refuses the user/);
      expect(error).not.toContain('not the password');
      expect(since).toBeInstanceOf(Date);
      await expect(poll(mailbox.id)).rejects.toMatchObject({ code: 'mailbox.unreachable' });
      await deliver(address, 'patience');
      await desk.change(mailbox, { incoming: { secret: MAIL_PASSWORD } });
      await desk.arrivals(mailbox, 1);
      expect(await desk.polled(mailbox)).toMatchObject({ error: null, since: null });
    });

    it('signs in with an access token', async () => {
      const address = desk.newAddress();
      oauthUser = address;
      await deliver(address, 'by token');
      const mailbox = await desk.fetch(address, { auth: 'xoauth2', secret: 'expired' });
      expect((await desk.failing(mailbox)).error).toMatch(/^The server refuses the user/);
      await desk.change(mailbox, { incoming: { secret: TOKEN } });
      await desk.arrivals(mailbox, 1);
    });

    it('trusts no certificate that nobody vouches for, unless the mailbox says so', async () => {
      const address = desk.newAddress();
      await deliver(address, 'in secret');
      for (const server of [
        { tls: 'implicit', port: dovecot.port.imaps },
        { tls: 'starttls', port: dovecot.port.imap },
      ] as const) {
        const mailbox = await desk.fetch(address, server);
        expect((await desk.failing(mailbox)).error).toContain('certificate');
        expect(await desk.the(MailboxChecks).check(mailbox.id)).toMatchObject({
          incoming: { ok: false, code: 'certificate' },
          outgoing: null,
        });
        await desk.change(mailbox, { incoming: { allowSelfSigned: true } });
        await desk.polled(mailbox);
        expect(await desk.the(MailboxChecks).check(mailbox.id)).toMatchObject({
          incoming: { ok: true, code: 'ok' },
        });
        await desk.the(MailboxesService).remove(SYSTEM, mailbox.id);
      }
    });

    it('says what is wrong with a server, in words and by a code', async () => {
      const address = desk.newAddress();
      const code = async (incoming: object): Promise<unknown> => {
        const mailbox = await desk.fetch(address, incoming, { active: false });
        const { incoming: outcome } = await desk.the(MailboxChecks).check(mailbox.id);
        await desk.the(MailboxesService).remove(SYSTEM, mailbox.id);
        expect(inEnglish(outcome!.says)).toMatch(/\S{3} \S/);
        return outcome!.code;
      };
      expect(await code({})).toBe('ok');
      expect(await code({ secret: 'wrong' })).toBe('authentication');
      expect(await code({ folder: 'Nowhere' })).toBe('folder_missing');
      expect(await code({ port: 9 })).toBe('refused');
      expect(await code({ host: 'nowhere.invalid' })).toBe('dns');
      expect(await code({ tls: 'implicit' })).toBe('tls');
    });

    it('streams a large mail, and leaves one that is too large where it is', async () => {
      const address = desk.newAddress();
      const large = mail(
        'large',
        `${'a line of seventy-two characters, which is what people write in mails.\r\n'.repeat(42_000)}`,
      );
      await dovecot.deliver(large, address);
      await desk.set({ mail_max_size: 4 });
      await dovecot.deliver(mail('huge', 'x'.repeat(70).concat('\r\n').repeat(70_000)), address);
      await deliver(address, 'small');
      const mailbox = await desk.fetch(address, { doneMark: 'move', doneFolder: 'Taken' });
      const [first, second, third] = (await desk.arrivals(mailbox, 3)).toSorted((a, b) => a.uid! - b.uid!);
      expect((await desk.raw(first!)).endsWith(large)).toBe(true);
      expect(second).toMatchObject({ state: 'skipped', reason: 'too_large', uid: 2, sha256: null });
      expect(third).toMatchObject({ uid: 3 });
      await until(() => dovecot.files(address, 'Taken').length === 2, 'the move');
      expect(await poll(mailbox.id)).toMatchObject({ received: 0, skipped: 0 });
      expect(dovecot.files(address)).toHaveLength(1);
      await desk.set({ mail_max_size: 50 });
    });

    it('is not held up by a mail that its server cannot hand out', async () => {
      const address = desk.newAddress();
      await deliver(address, 'readable');
      await deliver(address, 'unreadable');
      await deliver(address, 'readable too');
      const folder = join(dovecot.maildir(address), 'new');
      // The numbers in the names, of seconds and microseconds, have no leading zeros.
      const names = readdirSync(folder).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
      const broken = join(folder, names[1]!);
      chmodSync(broken, 0o000);
      const mailbox = await desk.fetch(address, { doneMark: 'read_only' });
      expect((await desk.arrivals(mailbox, 2)).map(({ uid }) => uid)).toEqual([1, 3]);
      await until(async () => (await desk.state(mailbox)).error?.endsWith('UID 2'), 'the mail to be named');
    });

    it('polls each mailbox by itself: a broken one stops no other', async () => {
      const [good, bad] = [desk.newAddress(), desk.newAddress()];
      const broken = await desk.fetch(bad, { port: 9 });
      const mailbox = await desk.fetch(good);
      await deliver(good, 'all the same');
      await desk.arrivals(mailbox, 1);
      expect((await desk.failing(broken)).error).toMatch(/^The server refuses connections/);
    });

    it('follows changes at once: another folder, a pause, a deletion', async () => {
      const address = desk.newAddress();
      const mailbox = await desk.fetch(address, { doneMark: 'move', doneFolder: 'Taken' });
      await deliver(address, 'through the first folder');
      await desk.arrivals(mailbox, 1);
      await until(() => dovecot.files(address, 'Taken').length === 1, 'the move');
      await desk.change(mailbox, { incoming: { folder: 'Taken', doneMark: 'keyword' } });
      await until(async () => (await desk.ledger(mailbox))[0]?.folder === 'Taken', 'the new folder');
      expect(await desk.ledger(mailbox)).toHaveLength(1);
      await desk.pause(mailbox);
      await expect(poll(mailbox.id)).rejects.toMatchObject({ code: 'mailbox.not_polled' });
      await desk.the(MailboxesService).remove(SYSTEM, mailbox.id);
      await expect(poll(mailbox.id)).rejects.toMatchObject({ code: 'mailbox.not_found' });
    });
  });
});
