import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { partOf, readMail } from '../../support/mail.js';
import { type Answer, type Call, type Client, type Json, TOKENS, next } from './client.js';
import { expectProblem } from './conventions.js';

const CHOICES = [
  { value: 'red', label: 'Red' },
  { value: 'blue', label: 'Blue' },
];

/** A value of each type, and how it is shown. */
const VALUES: [type: string, given: unknown, shown: unknown][] = [
  ['text', 'Ünïcode', 'Ünïcode'],
  ['longtext', 'two\nlines', 'two\nlines'],
  ['integer', 42, 42],
  ['decimal', '42.987', '42.987'],
  ['list', 'red', 'red'],
  ['multi-list', ['blue', 'red'], ['red', 'blue']],
  ['boolean', false, false],
  ['date', '2026-02-28', '2026-02-28'],
  ['time', '09:30', '09:30:00'],
  ['datetime', '2026-11-22T10:30:00+01:00', '2026-11-22T09:30:00.000Z'],
  ['email', 'ada@example.com', 'ada@example.com'],
  ['url', 'https://example.com/a', 'https://example.com/a'],
  ['ip', '192.0.2.1', '192.0.2.1'],
  ['slug', 'a-slug', 'a-slug'],
];

/** Fields that a desk adds to its tickets; here of departments of their own, so that others have none. */
export function customFieldsSuite(client: () => Client): void {
  let departmentId: number;
  let otherId: number;
  const made: number[] = [];

  const field = async (more: object = {}): Promise<Json> => {
    const name = `field${next()}`;
    const usual = { name, label: `Label of ${name}`, type: 'text', departmentIds: [departmentId] };
    const one = await client().make('/custom-fields', { ...usual, ...more });
    made.push(one.id);
    return one;
  };
  const open = (customFields: object, more: object = {}, call: Call = {}): Promise<Answer> =>
    client().post('/tickets', { departmentId, subject: 'A', body: 'B', customFields, ...more }, call);
  const change = (id: number, customFields: object, more: object = {}, call: Call = {}): Promise<Answer> =>
    client().patch(`/tickets/${id}`, { customFields, ...more }, call);
  const find = async (query: string, as = 'admin'): Promise<number[]> =>
    (await client().get(`/tickets?sort=id&limit=100&${query}`, { as })).body.items.map(({ id }: Json) => id);

  describe('custom fields', () => {
    beforeAll(async () => {
      departmentId = (await client().make('/departments', { name: 'Fields', publicSubmission: true })).id;
      otherId = (await client().make('/departments', { name: 'Without' })).id;
    });
    afterEach(async () => {
      for (const id of made.splice(0)) await client().delete(`/custom-fields/${id}`);
    });
    afterAll(async () => {
      for (const id of [departmentId, otherId]) await client().delete(`/departments/${id}`);
    });

    it('are made once by their name, changed by the version that was read, and deleted', async () => {
      const one = await field({ type: 'list', choices: CHOICES, helpText: 'Of the device.' });
      expect(one).toMatchObject({ emptyChoice: false, required: false, staffOnly: false, version: 1 });
      const again = { name: one.name, label: 'x', type: 'text' };
      expectProblem(await client().post('/custom-fields', again), 409, 'custom_field.name_taken');
      const path = `/custom-fields/${one.id}`;
      const headers = { 'If-Match': '"1"' };
      const renamed = await client().patch(path, { label: 'Colour', required: true }, { headers });
      expect(renamed.body).toMatchObject({ label: 'Colour', required: true, choices: CHOICES, version: 2 });
      expectProblem(await client().patch(path, { label: 'x' }, { headers }), 412, 'request.stale_version');
      expectProblem(await client().patch(path, { name: 'other' }), 422, 'request.invalid', ['/name']);
      expect((await client().delete(path)).status).toBe(204);
      expectProblem(await client().get(path), 404, 'custom_field.not_found');
    });

    it.each<[object, string]>([
      [{ name: '1st' }, '/name'],
      [{ type: 'colour' }, '/type'],
      [{ type: 'list' }, '/choices'],
      [{ choices: CHOICES }, '/choices'],
      [{ type: 'list', choices: [...CHOICES, { value: 'RED', label: 'Again' }] }, '/choices/2/value'],
      [{ type: 'integer', maxLength: 3 }, '/maxLength'],
      [{ maxLength: 5_000 }, '/maxLength'],
      [{ decimalPlaces: 2 }, '/decimalPlaces'],
      [{ type: 'integer', defaultValue: 'many' }, '/defaultValue'],
      [{ departmentIds: [999_999] }, '/departmentIds'],
    ])('are refused where their parts do not fit: %j', async (more, pointer) => {
      const body = { name: `field${next()}`, label: 'L', type: 'text', ...more };
      expectProblem(await client().post('/custom-fields', body), 422, 'request.invalid', [pointer]);
    });

    it('of every type come with a new ticket, are shown, listed and found', async () => {
      const fields = await Promise.all(
        VALUES.map(([type]) => field({ type, ...(type.endsWith('list') && { choices: CHOICES }) })),
      );
      const given = Object.fromEntries(fields.map(({ name }, at) => [name, VALUES[at]![1]]));
      const { body: ticket } = await open(given);
      const shown = Object.fromEntries(fields.map(({ name }, at) => [name, VALUES[at]![2]]));
      expect(ticket.customFields).toEqual(shown);
      expect((await client().get(`/tickets/${ticket.id}`)).body.customFields).toEqual(shown);
      const listed = (await client().get(`/tickets?departmentId=${departmentId}&sort=-id&limit=1`)).body
        .items;
      expect(listed[0].customFields).toEqual(shown);
      const none = await open({});
      expect(new Set(Object.values(none.body.customFields))).toEqual(new Set([null]));
      for (const [at, { name }] of fields.entries()) {
        const value = [VALUES[at]![1]].flat()[0] as string;
        expect(await find(`customField=${name}:${encodeURIComponent(value)}`), name).toEqual([ticket.id]);
      }
      const both = `customField=${fields[4]!.name}:RED&customField=${fields[5]!.name}:blue&status=open`;
      expect(await find(both)).toEqual([ticket.id]);
      const counted = await client().get(`/tickets?count=true&${both}`);
      expect(counted.body.page).toMatchObject({ total: 1, totalIsExact: true });
      expect(await find(`customField=${fields[4]!.name}:blue`)).toEqual([]);
      const form = {
        fields: { departmentId: String(departmentId), subject: 'Form', body: 'B' } as Record<string, string>,
      };
      for (const [at, { name }] of fields.entries())
        form.fields[`customFields[${name}]`] = [VALUES[at]![1]].flat().join('\n');
      expect((await client().call('POST', '/tickets', { form })).body.customFields).toEqual(shown);
    });

    it('name each faulty value and its rule, and leave no ticket behind', async () => {
      const [count, colour] = [
        await field({ type: 'integer' }),
        await field({ type: 'list', choices: CHOICES }),
      ];
      const before = await find(`departmentId=${departmentId}`);
      const refused = await open({ [count.name]: 'many', [colour.name]: 'green', nothing: 1, 'a/b': 1 });
      expectProblem(refused, 422, 'request.invalid', [
        `/customFields/${count.name}`,
        `/customFields/${colour.name}`,
        '/customFields/nothing',
        '/customFields/a~1b',
      ]);
      expect(refused.body.errors.map(({ code }: Json) => code)).toEqual([
        'is_int',
        'unknown_choice',
        'unknown',
        'unknown',
      ]);
      for (const customFields of [null, [], 'x'])
        expectProblem(await open(customFields as unknown as object), 422, 'request.invalid', [
          '/customFields',
        ]);
      expect(await find(`departmentId=${departmentId}`)).toEqual(before);
      expectProblem(await client().get('/tickets?customField=nothing:1'), 422, 'request.invalid', [
        '/customField',
      ]);
      expectProblem(await client().get(`/tickets?customField=${count.name}:x`), 422, 'request.invalid');
      expectProblem(await client().get(`/tickets?customField=${count.name}`), 422, 'request.invalid');
    });

    it('are changed one by one, emptied by null, with an event, and no change of what is the same', async () => {
      const [colour, place] = [await field({ type: 'list', choices: CHOICES }), await field()];
      const { body: ticket } = await open({ [colour.name]: 'red', [place.name]: 'here' });
      const changed = await change(ticket.id, { [place.name]: 'there' });
      expect(changed.body).toMatchObject({
        customFields: { [colour.name]: 'red', [place.name]: 'there' },
        version: 2,
      });
      const { items } = (await client().get(`/tickets/${ticket.id}/events`)).body;
      expect(items.at(-1)).toMatchObject({
        type: 'ticket.changed',
        changes: { [`customFields.${place.name}`]: ['here', 'there'] },
      });
      await client().patch(`/custom-fields/${colour.id}`, { choices: [CHOICES[1]] });
      const same = await change(ticket.id, changed.body.customFields);
      expect([same.status, same.body.version]).toEqual([200, 2]);
      expectProblem(await open({ [colour.name]: 'red' }), 422, 'request.invalid');
      expect((await change(ticket.id, { [colour.name]: null })).body.customFields[colour.name]).toBeNull();
      expect(await find(`customField=${colour.name}:red`)).toEqual([]);
      const stale = await change(ticket.id, { [place.name]: 'x' }, {}, { headers: { 'If-Match': '"2"' } });
      expectProblem(stale, 412, 'request.stale_version');
    });

    it('that are required have to be said and are never emptied; defaults stand in', async () => {
      const needed = await field({ required: true });
      const usual = await field({ type: 'boolean', defaultValue: true, staffOnly: true });
      expectProblem(await open({}), 422, 'request.invalid', [`/customFields/${needed.name}`]);
      expectProblem(await open({ [needed.name]: ' ' }), 422, 'request.invalid', [
        `/customFields/${needed.name}`,
      ]);
      const { body: ticket } = await open({ [needed.name]: 'said' });
      expect(ticket.customFields).toEqual({ [needed.name]: 'said', [usual.name]: true });
      const emptied = await change(ticket.id, { [needed.name]: null });
      expectProblem(emptied, 422, 'request.invalid', [`/customFields/${needed.name}`]);
      expect((await change(ticket.id, {}, { priority: 'high' })).status).toBe(200);
      expect(
        (await open({ [needed.name]: 'x', [usual.name]: null })).body.customFields[usual.name],
      ).toBeNull();
    });

    it('for staff do not exist for users and the public', async () => {
      const [secret, known] = [
        await field({ staffOnly: true, required: true }),
        await field({ required: true }),
      ];
      const names = ({ items }: Json): string[] => items.map(({ name }: Json) => name);
      const path = `/custom-fields?departmentId=${departmentId}`;
      expect(names((await client().get(path)).body)).toEqual([secret.name, known.name]);
      expect(names((await client().get(path, { as: 'ann' })).body)).toEqual([known.name]);
      expectProblem(
        await client().get(`/custom-fields/${secret.id}`, { as: 'ann' }),
        404,
        'custom_field.not_found',
      );
      const shown = (await client().get('/settings/public', { as: null })).body.customFields;
      expect(shown.map(({ name }: Json) => name)).toEqual([known.name]);

      const said = { [known.name]: 'mine' };
      const refused = await open({ ...said, [secret.name]: 'x' }, {}, { as: 'ann' });
      expectProblem(refused, 422, 'request.invalid', [`/customFields/${secret.name}`]);
      expect(refused.body.errors[0].code).toBe('unknown');
      expectProblem(await open({}, {}, { as: 'ann' }), 422, 'request.invalid', [
        `/customFields/${known.name}`,
      ]);
      const { body: own } = await open(said, {}, { as: 'ann' });
      expect(own.customFields).toEqual(said);
      expect((await change(own.id, { [secret.name]: 'hush' })).body.customFields).toEqual({
        [secret.name]: 'hush',
        ...said,
      });
      for (const answer of [
        (await client().get(`/tickets/${own.id}`, { as: 'ann' })).body,
        (await client().get(`/tickets?departmentId=${departmentId}&sort=-id`, { as: 'ann' })).body.items[0],
        (await client().post(`/tickets/${own.id}/close`, {}, { as: 'ann' })).body,
      ])
        expect(answer.customFields).toEqual(said);
      const sought = `customField=${secret.name}:hush`;
      expect(await find(sought)).toEqual([own.id]);
      expectProblem(await client().get(`/tickets?${sought}`, { as: 'ann' }), 422, 'request.invalid');

      const submit = (customFields?: object): Promise<Answer> =>
        client().post(
          '/public/tickets',
          {
            departmentId,
            subject: 'Outside',
            body: 'B',
            requester: { fullName: 'S', email: `fields${next()}@example.org` },
            customFields,
          },
          { as: null, headers: { 'X-Forwarded-For': `198.51.100.${next() % 250}` } },
        );
      expectProblem(await submit(), 422, 'request.invalid', [`/customFields/${known.name}`]);
      expectProblem(await submit({ ...said, [secret.name]: 'x' }), 422, 'request.invalid', [
        `/customFields/${secret.name}`,
      ]);
      expect((await submit(said)).status).toBe(201);
    });

    it('of another department are kept, hidden there, and back with the ticket', async () => {
      const [here, there] = [await field(), await field({ departmentIds: [otherId], required: true })];
      const { body: ticket } = await open({ [here.name]: 'kept' });
      const move = async (to: number, more: object = {}): Promise<Json> =>
        (await client().patch(`/tickets/${ticket.id}`, { departmentId: to, ...more })).body;
      expect((await move(otherId)).customFields).toEqual({ [there.name]: null });
      expect(await find(`customField=${here.name}:kept`)).toEqual([]);
      expectProblem(await change(ticket.id, { [here.name]: 'x' }), 422, 'request.invalid');
      const back = await move(departmentId, { customFields: { [here.name]: 'kept' } });
      expect(back.customFields).toEqual({ [here.name]: 'kept' });
      expect(await find(`customField=${here.name}:kept`)).toEqual([ticket.id]);
      const both = await client().patch(`/tickets/${ticket.id}`, {
        departmentId: otherId,
        customFields: { [here.name]: 'x' },
      });
      expectProblem(both, 422, 'request.invalid', [`/customFields/${here.name}`]);
    });

    it('change their type only where all values read as before, and take them along when they go', async () => {
      const count = await field({ type: 'integer' });
      const path = `/custom-fields/${count.id}`;
      const { body: ticket } = await open({ [count.name]: 42 });
      expectProblem(await client().patch(path, { type: 'date' }), 409, 'custom_field.type_in_use');
      expect((await client().patch(path, { type: 'decimal' })).body.type).toBe('decimal');
      expect((await client().get(`/tickets/${ticket.id}`)).body.customFields[count.name]).toBe('42');
      expect(await find(`customField=${count.name}:42.0`)).toEqual([ticket.id]);
      await change(ticket.id, { [count.name]: null });
      expect((await client().patch(path, { type: 'date' })).status).toBe(200);
      await change(ticket.id, { [count.name]: '2026-11-22' });
      await client().delete(path);
      expect((await client().get(`/tickets/${ticket.id}`)).body.customFields).toEqual({});
      expectProblem(await client().get(`/tickets?customField=${count.name}:42`), 422, 'request.invalid');
      await expect
        .poll(async () => (await client().get('/events?type=custom_field.deleted&limit=100')).body.items)
        .toContainEqual(
          expect.objectContaining({ resourceId: count.id, details: { name: count.name, values: 1 } }),
        );
    });

    it('stay those of the ticket that goes on when two are merged, and go with a deleted one', async () => {
      const place = await field();
      const [from, into] = [
        (await open({ [place.name]: 'from' })).body,
        (await open({ [place.name]: 'into' })).body,
      ];
      await client().post(`/tickets/${from.id}/merge`, { intoTicketId: into.id });
      expect((await client().get(`/tickets/${into.id}`)).body.customFields[place.name]).toBe('into');
      expect((await client().delete(`/tickets/${into.id}`)).status).toBe(204);
      expect(await find(`customField=${place.name}:into`)).toEqual([]);
      await client().delete(`/tickets/${from.id}`);
      // No value is left that the other type would not know.
      expect((await client().patch(`/custom-fields/${place.id}`, { type: 'date' })).status).toBe(200);
    });

    it('are shown by mails, those for staff only in mails to staff', async () => {
      const [colour, secret] = [
        await field({ type: 'list', choices: [{ value: 'r', label: 'R & <b>D</b>' }] }),
        await field({ staffOnly: true }),
      ];
      const path = '/mail-templates/staff_reply/en';
      const template = (await client().get(path)).body;
      const names = template.variables.map(({ name }: Json) => name);
      expect(names).toContain(`customField.${colour.name}`);
      expect(names).not.toContain(`customField.${secret.name}`);
      const text = `{{message}} [{{customField.${colour.name}}}]`;
      expectProblem(
        await client().patch(path, { text: `{{customField.${secret.name}}}` }),
        422,
        'request.invalid',
        ['/text'],
      );
      await client().patch(path, { text });
      expect((await client().post(`${path}/preview`)).body.text).toContain(`[${colour.label}]`);
      const { body: ticket } = await open(
        { [colour.name]: 'r' },
        { requesterId: (await client().makeUser()).id },
      );
      const mails = async (): Promise<Json[]> =>
        (await client().get(`/outbound-mails?ticketId=${ticket.id}`)).body.items;
      await expect.poll(async () => (await mails()).length, { timeout: 10_000 }).toBe(1);
      const raw = await client().get(`/outbound-mails/${(await mails())[0].id}/raw`);
      const mail = readMail(Buffer.from(raw.text));
      expect(partOf(mail, 'text/plain')!.content.toString()).toContain('[R & <b>D</b>]');
      expect(partOf(mail, 'text/html')!.content.toString()).toContain('[R &amp; &lt;b&gt;D&lt;/b&gt;]');
      await client().post(`${path}/reset`);
    });

    it('are made and set once by a retried request', async () => {
      const headers = { 'Idempotency-Key': `field-${next()}` };
      const body = { name: `field${next()}`, label: 'L', type: 'text', departmentIds: [otherId] };
      const [first, again] = [
        await client().post('/custom-fields', body, { headers }),
        await client().post('/custom-fields', body, { headers }),
      ];
      made.push(first.body.id);
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      expect(again.headers['idempotency-replayed']).toBe('true');
      const ticket = await client().make(
        '/tickets',
        { departmentId: otherId, subject: 'A', body: 'B', customFields: { [body.name]: 'x' } },
        { as: TOKENS.all },
      );
      expect(ticket.customFields).toEqual({ [body.name]: 'x' });
    });
  });
}
