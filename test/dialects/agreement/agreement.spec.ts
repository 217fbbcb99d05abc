import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { ACTS } from './acts.js';
import { AgreementDesk, type Json } from './desk.js';
import { READERS, readNative } from './readers.js';
import { BODIES, LINES } from './texts.js';
import { WRITERS, keptIn, type Matter } from './writers.js';

/** Another seed finds other things: `FUZZ_SEED=7 FUZZ_ROUNDS=500 npm test -- test/dialects/agreement`. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261128);
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 6);

const MATTERS: fc.Arbitrary<Matter> = fc.record({
  subject: LINES,
  body: BODIES,
  reply: BODIES,
  priority: fc.integer({ min: 1, max: 5 }),
  hasRequester: fc.boolean(),
  isAssigned: fc.boolean(),
  due: fc.option(
    fc
      .integer({ min: 1_500_000_000, max: 4_000_000_000 })
      .map((second) => new Date((second - (second % 60)) * 1000)),
  ),
});

describe.each(FLAVOURS)('a ticket, on %s,', (flavour) => {
  let desk: AgreementDesk;
  beforeAll(async () => {
    desk = await AgreementDesk.open(flavour);
  });
  afterAll(() => desk?.server.stop());

  /** At every door the same, and what is got can be put where it was. */
  async function expectAgreement(id: number): Promise<void> {
    const native = await readNative(desk, id);
    for (const { name, read, expected } of READERS)
      expect({ [name]: await read(desk, id, native) }).toEqual({ [name]: expected(native) });
    const shown = await desk.django('GET', `/tickets/${id}/`);
    expect(await desk.django('PUT', `/tickets/${id}/`, shown)).toEqual(shown);
    for (const followup of shown.followup_set)
      expect(await desk.django('PUT', `/followups/${followup.id}/`, followup)).toEqual(followup);
    const { ticket } = await desk.helpdeskz('GET', `/tickets/show/${id}`);
    const { department_id, status } = ticket;
    await desk.helpdeskz('POST', `/tickets/update/${id}`, { department_id, status });
    expect(await readNative(desk, id)).toEqual(native);
  }

  it.each(WRITERS.map((writer) => [writer.name, writer] as const))(
    'written by %s is read back as it was written, and alike at every door',
    async (_, writer) => {
      const property = fc.asyncProperty(MATTERS, fc.array(ACTS, { maxLength: 3 }), async (matter, acts) => {
        const id = await writer.open(desk, matter);
        const { ticket, messages } = await readNative(desk, id);
        expect(ticket).toMatchObject({ subject: writer.subject(matter.subject), ...writer.says(matter) });
        expect(keptIn(messages[0])).toMatchObject(writer.body(matter.body));
        if (writer.reply) {
          await writer.reply(desk, id, matter);
          const last: Json = (await readNative(desk, id)).messages.at(-1);
          expect(keptIn(last)).toMatchObject(writer.body(matter.reply));
        }
        for (const { run } of acts) await run(desk, id);
        await expectAgreement(id);
      });
      await fc.assert(property, { seed: SEED, numRuns: ROUNDS, endOnFailure: false });
    },
  );

  it('has a subject as long as any may be, at every door', async () => {
    const subject = '🔥'.repeat(1_000);
    const form = { opener: 'user', user_id: '1', department_id: '1', body: 'It burns.' };
    const { ticket_id } = await desk.helpdeskz('POST', '/tickets/create', { ...form, subject });
    expect(await desk.native('GET', `/tickets/${ticket_id}`)).toMatchObject({ subject });
    await expectAgreement(ticket_id);
    const longer = desk.helpdeskz('POST', '/tickets/create', { ...form, subject: `${subject}🔥` });
    await expect(longer).rejects.toThrow('Subject is too long.');
  });
});
