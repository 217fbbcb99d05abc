import { rmSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeService } from '../../../src/mail-ingest/intake.service.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { FLAVOURS } from '../../support/database.js';
import { mail } from './corpus/mime.js';
import { IntakeDesk } from './intake-desk.js';

describe.each(FLAVOURS)('the intake on %s', (flavour) => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open(flavour);
  });
  afterAll(() => desk?.close());

  let folders = 0;
  /** A folder of its own for each test. */
  const folder = (): string => `Folder ${(folders += 1)}`;
  const rowsOf = (name: string) =>
    desk.query<{ id: number; uid: number; uidValidity: number; state: string }>(
      'select id, uid, uidValidity, state from inbound_mails where folder = ? order by id',
      [name],
    );

  it('has the mail in its own store before it says so', async () => {
    const raw = mail();
    const arrived = await desk.arrived(raw);
    const [{ id, outcome }] = (await desk.the(IntakeService).receive([arrived])) as [
      { id: number; outcome: string },
    ];
    expect(outcome).toBe('received');
    expect(await desk.mail(id)).toMatchObject({
      state: 'received',
      sha256: arrived.staged.sha256,
      size: raw.length,
    });
    expect(await buffer(await desk.the(RawMails).open(arrived.staged.sha256))).toEqual(raw);
  });

  it('knows a mail by its place', async () => {
    const place = { folder: folder(), uidValidity: 1, uid: 1 };
    const first = await desk.receive(mail(), { place });
    expect(await desk.receive(mail(), { place })).toEqual({ id: first.id, outcome: 'known' });
    expect(await rowsOf(place.folder)).toHaveLength(1);
  });

  it('records a copy in the same folder as a duplicate, within one batch too', async () => {
    const raw = mail();
    const name = folder();
    const at = (uid: number) => ({ place: { folder: name, uidValidity: 1, uid } });
    const batch = [await desk.arrived(raw, at(1)), await desk.arrived(raw, at(2))];
    const outcomes = await desk.the(IntakeService).receive(batch);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['received', 'duplicate']);
    const third = await desk.receive(raw, at(3));
    expect(await desk.mail(third.id)).toMatchObject({
      state: 'duplicate',
      reason: 'same_content',
      detail: `The same content as inbound mail ${outcomes[0]!.id}.`,
      nextAttemptAt: null,
    });
    expect((await rowsOf(name)).map(({ state }) => state)).toEqual(['received', 'duplicate', 'duplicate']);
  });

  it('takes the same content in another mailbox for another mail', async () => {
    const raw = mail();
    const one = await desk.receive(raw);
    const two = await desk.receive(raw, { mailboxId: desk.sales.id });
    expect([one.outcome, two.outcome]).toEqual(['received', 'received']);
  });

  it('finds its mails again by their content when a folder is numbered anew', async () => {
    const raws = [mail(), mail()];
    const name = folder();
    const all = [...raws, raws[0]!];
    const receiveAll = async (uidValidity: number, uids: number[]) =>
      desk
        .the(IntakeService)
        .receive(
          await Promise.all(
            all.map((raw, at) => desk.arrived(raw, { place: { folder: name, uidValidity, uid: uids[at]! } })),
          ),
        );
    const before = await receiveAll(7, [1, 2, 3]);
    const after = await receiveAll(4_000_000_000, [12, 11, 10]);
    expect(after.map(({ outcome }) => outcome)).toEqual(['known', 'known', 'known']);
    expect(new Set(after.map(({ id }) => id))).toEqual(new Set(before.map(({ id }) => id)));
    expect((await rowsOf(name)).map(({ uidValidity, uid }) => [uidValidity, uid])).toEqual([
      [4_000_000_000, 12],
      [4_000_000_000, 11],
      [4_000_000_000, 10],
    ]);
  });

  it('takes the same mail once, from however many sides it comes at the same time', async () => {
    const raws = [mail(), mail(), mail()];
    const name = folder();
    const receiveAll = async () =>
      desk
        .the(IntakeService)
        .receive(
          await Promise.all(
            raws.map((raw, at) =>
              desk.arrived(raw, { place: { folder: name, uidValidity: 1, uid: at + 1 } }),
            ),
          ),
        );
    const outcomes = (await Promise.all([receiveAll(), receiveAll(), receiveAll()])).flat();
    expect(outcomes.filter(({ outcome }) => outcome === 'received')).toHaveLength(3);
    expect(outcomes.filter(({ outcome }) => outcome === 'known')).toHaveLength(6);
    expect(await rowsOf(name)).toHaveLength(3);
  });

  it('takes all mails of a batch or none', async () => {
    const name = folder();
    const at = (uid: number) => ({ place: { folder: name, uidValidity: 1, uid } });
    const batch = [await desk.arrived(mail(), at(1)), await desk.arrived(mail(), at(2))];
    rmSync(batch[1]!.staged.path);
    await expect(desk.the(IntakeService).receive(batch)).rejects.toThrow('ENOENT');
    expect(await rowsOf(name)).toEqual([]);
    await expect(desk.the(RawMails).open(batch[0]!.staged.sha256)).rejects.toThrow('not in the storage');
  });

  it('knows a mail of the pipe that is handed over again', async () => {
    const raw = mail();
    const piped = { source: 'pipe' as const, place: undefined, recipients: ['support@desk.example'] };
    const first = await desk.receive(raw, piped);
    expect((await desk.receive(raw, piped)).outcome).toBe('duplicate');
    expect(await desk.mail(first.id)).toMatchObject({ source: 'pipe', folder: null, uid: null });
  });

  it('says which mails of a range need no more looking at, among them those that were left where they are', async () => {
    const name = folder();
    const { id: mailboxId } = desk.support;
    const place = (uid: number) => ({ folder: name, uidValidity: 3, uid });
    await desk.receive(mail(), { place: place(5) });
    const skipped = {
      mailboxId,
      size: 90_000_000,
      arrivedAt: desk.clock.now(),
      reason: 'too_large',
      detail: 'Large.',
    };
    const { id } = await desk.the(IntakeService).skip({ ...skipped, place: place(9) });
    expect(await desk.the(IntakeService).skip({ ...skipped, place: place(9) })).toEqual({
      id,
      outcome: 'known',
    });
    expect(await desk.the(IntakeService).knownUids(mailboxId, name, 3, 5, 9)).toEqual(new Set([5, 9]));
    expect(await desk.the(IntakeService).knownUids(mailboxId, name, 3, 6, 8)).toEqual(new Set());
    expect(await desk.the(IntakeService).knownUids(mailboxId, name, 4, 1, 9)).toEqual(new Set());
    expect(await desk.mail(id)).toMatchObject({
      state: 'skipped',
      reason: 'too_large',
      sha256: null,
      size: 90_000_000,
    });
  });
});
