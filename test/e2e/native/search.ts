import { afterAll, describe, expect, it } from 'vitest';
import { type Client, type Json, TOKENS, next } from './client.js';
import { expectProblem } from './conventions.js';

const ANN = 1;
const ALICE = 3;

/** A word that nothing else has. */
const newWord = (): string => `quux${next()}zebra`;

/** Rows of a CSV file without line breaks in its fields. */
const rowsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
      ),
    );

export function searchSuite(client: () => Client): void {
  const idsOf = async (query: string, as = 'admin'): Promise<number[]> => {
    const { status, body, text } = await client().get(`/tickets?sort=id&limit=100&${query}`, { as });
    if (status !== 200) throw new Error(text);
    return body.items.map(({ id }: Json) => id);
  };
  const find = (words: string, as = 'admin', more = ''): Promise<number[]> =>
    idsOf(`q=${encodeURIComponent(words)}${more}`, as);
  const note = (id: number, body: string): Promise<Json> =>
    client().make(`/tickets/${id}/messages`, { body, visibility: 'internal' });
  const reply = (id: number, body: string): Promise<Json> =>
    client().make(`/tickets/${id}/messages`, { body });

  describe('a search', () => {
    it('finds subjects, bodies and replies, whole words in any case, or beginnings', async () => {
      const [subject, body, answer] = [newWord(), newWord(), newWord()];
      const { id } = await client().makeTicket({ subject: `About ${subject}!`, body: `It is (${body}).` });
      await reply(id, `<${answer}> 🙂 Zoë's ${'x'.repeat(100_000)} end`);
      for (const words of [subject, body.toUpperCase(), answer, `${subject} ${body}`, `${answer} zoe`])
        expect(await find(words), words).toEqual([id]);
      expect(await find(`${answer} END`)).toEqual([id]);
      expect(await find(subject.slice(0, -2))).toContain(id);
      expect(await find(`${subject.slice(0, -2)}*`)).toContain(id);
      // Both, but not in one message.
      expect(await find(`${body} ${answer}`)).toEqual([]);
      expect(await find(`${subject} ${newWord()}`)).toEqual([]);
    });

    it('finds text without spaces, short and common words, and takes signs for what they are', async () => {
      const word = newWord();
      const { id } = await client().makeTicket({ subject: `打印机坏了 ${word}`, body: 'PC 5 is not it.' });
      for (const words of ['打印', '印机', '机']) expect(await find(`${words} ${word}`), words).toEqual([id]);
      for (const words of ['pc', 'is', '5', '"pc" AND', '+pc -', 'pc*', "'); --", '(', '@', '%', '*'])
        expect((await client().get(`/tickets?q=${encodeURIComponent(words)}`)).status, words).toBe(200);
      for (const words of ['pc', 'is', '5', '+pc -"is"'])
        expect(await find(`${words} ${word}`), words).toEqual([id]);
      expect(await find('🙂 !?')).toEqual([]);
    });

    it('finds a ticket by its number, and the tickets of an address', async () => {
      const requester = { email: `Search${next()}@Example.org`, fullName: 'Some Body' };
      const { id } = await client().makeTicket({ requester });
      expect(await find(`#${id}`)).toContain(id);
      expect(await find(String(id))).toContain(id);
      expect(await find(requester.email.toLowerCase())).toEqual([id]);
      expect(await find(requester.email, 'bob')).toEqual([]);
      expect(await find(`#${id}`, 'bob')).not.toContain(id);
    });

    it('narrows and sorts what it found, and counts it', async () => {
      const word = newWord();
      const tickets = [
        await client().makeTicket({ subject: `${word} b`, departmentId: 2, priority: 'low' }),
        await client().makeTicket({ subject: `${word} a`, departmentId: 1, priority: 'high' }),
      ];
      const [b, a] = tickets.map(({ id }) => id);
      expect(await find(word)).toEqual([b, a]);
      expect(await find(word, 'admin', '&departmentId=2')).toEqual([b]);
      expect(await find(word, 'admin', '&priority=high')).toEqual([a]);
      for (const nowhere of ['-1', '0', '99999999999'])
        expect(await find(word, 'admin', `&departmentId=${nowhere}`)).toEqual([]);
      const page = (await client().get(`/tickets?q=${word}&sort=subject&limit=1&count=true`)).body;
      expect(page).toMatchObject({ items: [{ id: a }], page: { total: 2, totalIsExact: true } });
      const second = await client().get(
        `/tickets?q=${word}&sort=subject&limit=1&cursor=${page.page.next as string}`,
      );
      expect(second.body.items).toMatchObject([{ id: b }]);
    });

    it('follows edits, deletions, merges and moves', async () => {
      const [old, fresh, gone, moved] = [newWord(), newWord(), newWord(), newWord()];
      const { id } = await client().makeTicket({ subject: old });
      const message = await reply(id, gone);
      await client().patch(`/tickets/${id}`, { subject: fresh });
      expect([await find(old), await find(fresh)]).toEqual([[], [id]]);
      await client().patch(`/messages/${message.id}`, { body: moved });
      expect([await find(gone), await find(moved)]).toEqual([[], [id]]);

      const into = await client().makeTicket();
      await client().post(`/tickets/${id}/merge`, { intoTicketId: into.id });
      expect(await find(moved)).toEqual([into.id]);
      expect(await find(moved, 'alice')).toEqual([into.id]);
      await expect.poll(() => find(fresh)).toEqual([id]);

      await client().post(`/tickets/${into.id}/move`, { departmentId: 2 });
      expect(await find(moved, 'alice')).toEqual([]);
      await expect.poll(() => find(moved, 'bob')).toEqual([into.id]);

      await client().delete(`/messages/${message.id}`);
      expect(await find(moved)).toEqual([]);
      const body = newWord();
      const last = await client().makeTicket({ body });
      await client().delete(`/tickets/${last.id}`);
      expect(await find(body)).toEqual([]);
    });

    it('shows staff their departments and what is theirs, and never a foreign ticket', async () => {
      const word = newWord();
      const own = await client().makeTicket({ departmentId: 1, body: word });
      const foreign = await client().makeTicket({ departmentId: 2, body: word });
      await note(foreign.id, `${word} note`);
      expect(await find(word, 'alice')).toEqual([own.id]);
      expect(await find(word, 'alice', '&departmentId=2')).toEqual([]);
      expect(await find(word, 'bob')).toEqual([foreign.id]);
      for (const as of ['admin', 'susan', TOKENS.all])
        expect(await find(word, as), as).toEqual([own.id, foreign.id]);
      await client().patch(`/tickets/${foreign.id}`, { assigneeId: ALICE });
      expect(await find(word, 'alice')).toEqual([own.id, foreign.id]);
      expect(await find(`${word} note`, 'alice')).toEqual([foreign.id]);
      await client().patch(`/tickets/${foreign.id}`, { assigneeId: null });
      expect(await find(word, 'alice')).toEqual([own.id]);
    });

    it('is of their departments for staff of many', async () => {
      const word = newWord();
      const departmentIds: number[] = [];
      for (let count = 0; count < 8; count += 1)
        departmentIds.push((await client().make('/departments', { name: `Many ${count}` })).id);
      const foreign = departmentIds.pop()!;
      const username = `many${next()}`;
      const password = 'a password of many';
      await client().make('/staff', {
        username,
        password,
        fullName: 'Many',
        email: `${username}@example.com`,
        role: 'staff',
        departmentIds,
      });
      const { accessToken } = (await client().login(username, password)).body;
      const own: number[] = [];
      for (const departmentId of [departmentIds[0]!, foreign, departmentIds[6]!]) {
        const { id } = await client().makeTicket({ departmentId, body: `${word} again` });
        if (departmentId !== foreign) own.push(id);
      }
      expect(await find(word, accessToken)).toEqual(own);
      expect(await find(`again ${word}`, accessToken)).toEqual(own);
      expect(await find(word, accessToken, `&departmentId=${departmentIds[6]}`)).toEqual([own[1]]);
      expect(await find(word, accessToken, `&departmentId=${foreign}`)).toEqual([]);
    });

    it('forgets what an erased user said, and follows a user who is merged', async () => {
      const [gone, kept] = [newWord(), newWord()];
      const zoe = await client().makeUser();
      const into = await client().makeUser();
      const { id } = await client().makeTicket({ requesterId: zoe.id, body: kept });
      await client().post(`/users/${zoe.id}/merge`, { intoUserId: into.id });
      await expect.poll(() => find(kept, 'admin', `&requesterId=${into.id}`)).toEqual([id]);
      const other = await client().makeTicket({ body: gone, requesterId: into.id });
      await client().post(`/users/${into.id}/erase`);
      expect([await find(gone), await find(kept)]).toEqual([[], []]);
      expect((await client().get(`/tickets/${other.id}`)).status).toBe(404);
    });

    it('shows users their own tickets, and never by a note', async () => {
      const [word, secret] = [newWord(), newWord()];
      const own = await client().makeTicket({ requesterId: ANN, body: word });
      await client().makeTicket({ body: word });
      await note(own.id, `${secret} zzp zzu${ANN}`);
      expect(await find(word, 'ann')).toEqual([own.id]);
      expect(await find(word, 'ben')).toEqual([]);
      expect(await find(secret, 'ann')).toEqual([]);
      expect(await find(`${secret.slice(0, -2)}*`, 'ann')).toEqual([]);
      expect(await find(secret)).toEqual([own.id]);
      expect(await find(`#${own.id}`, 'ben')).toEqual([]);
    });
  });

  describe('lists by a name', () => {
    it('follow the names of department, category, requester and staff', async () => {
      const mark = newWord();
      const department = await client().make('/departments', { name: `b ${mark}` });
      const category = await client().make(`/departments/${department.id}/categories`, { name: 'Z' });
      const [zoe, adam] = [await client().makeUser(), await client().makeUser()];
      await client().patch(`/users/${zoe.id}`, { fullName: `Zoë ${mark}` });
      await client().patch(`/users/${adam.id}`, { fullName: `adam ${mark}` });
      const make = async (more: object): Promise<number> =>
        (await client().makeTicket({ subject: `${mark} same`, ...more })).id;
      const first = await make({
        departmentId: department.id,
        categoryId: category.id,
        requesterId: adam.id,
      });
      const second = await make({ departmentId: department.id, requesterId: zoe.id, assigneeId: ALICE });
      const third = await make({ departmentId: 1, requesterId: zoe.id });
      const by = async (sort: string): Promise<number[]> =>
        (await client().get(`/tickets?q=${mark}&sort=${sort}`)).body.items.map(({ id }: Json) => id);

      expect(await by('requester')).toEqual([first, second, third]);
      expect(await by('-requester')).toEqual([third, second, first]);
      expect(await by('department')).toEqual([third, second, first]);
      expect((await by('-assignee'))[0]).toBe(second);
      expect(await by('subject')).toEqual([first, second, third]);
      await reply(third, 'An answer.');
      expect((await by('-replies'))[0]).toBe(third);
      expect((await by('-status'))[0]).not.toBe(third);

      await client().patch(`/users/${adam.id}`, { fullName: `Žofia ${mark}` });
      await expect.poll(() => by('requester')).toEqual([second, third, first]);
      await client().patch(`/departments/${department.id}`, { name: `AAA ${mark}` });
      await expect.poll(() => by('department')).toEqual([second, first, third]);
    });
  });

  describe('a CSV file', () => {
    afterAll(() => client().patch('/settings', { csv_dump_limit: 1_000 }));

    it('has Flicket columns and ours, one line a ticket, safe for spreadsheets', async () => {
      const word = newWord();
      const subject = `=1+1 "${word}", Größe`;
      const made = await client().makeTicket({
        subject,
        departmentId: 1,
        requesterId: ANN,
        assigneeId: ALICE,
        priority: 'high',
      });
      const answer = await client().get(`/tickets.csv?q=${word}`);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(answer.headers['content-disposition']).toMatch(
        /^attachment; filename="tickets-\d{8}T\d{6}\.csv"/,
      );
      const [head, row, ...others] = rowsOf(answer.text);
      expect(head!.slice(0, 10).join()).toBe(
        'Ticket_ID,Priority,Title,Submitted By,Date,Replies,Category,Status,Assigned,URL',
      );
      expect(others).toEqual([]);
      expect(row!.slice(0, 9)).toEqual([
        String(made.id).padStart(5, '0'),
        'high',
        `'${subject}`,
        'Ann User',
        made.createdAt.slice(0, 10),
        '0',
        'Alpha',
        made.status,
        'alice of staff',
      ]);
      expect(row![9]).toMatch(new RegExp(`/api/v1/tickets/${made.id}$`));
      const marked = await client().get(`/tickets.csv?q=${word}&bom=true`);
      expect(marked.text).toBe(`\ufeff${answer.text}`);
    });

    it('has all pages of the list, in its order, up to the limit that is set', async () => {
      const { id: departmentId } = await client().make('/departments', { name: 'CSV' });
      for (let round = 0; round < 11; round += 1)
        await Promise.all(Array.from({ length: 10 }, () => client().makeTicket({ departmentId })));
      const ids = async (): Promise<number[]> =>
        rowsOf((await client().get(`/tickets.csv?departmentId=${departmentId}&sort=-id`)).text)
          .slice(1)
          .map(([id]) => Number(id));
      const all = await ids();
      expect(all).toHaveLength(110);
      expect(all).toEqual(all.toSorted((a, b) => b - a));
      await client().patch('/settings', { csv_dump_limit: 105 });
      expect(await ids()).toEqual(all.slice(0, 105));
    });

    it('has the custom fields after them, safe for spreadsheets as well', async () => {
      const word = newWord();
      const names = [`colour${next()}`, `sizes${next()}`, `secret${next()}`];
      const [colour, sizes, secret] = names as [string, string, string];
      const made = [
        await client().make('/custom-fields', {
          name: colour,
          label: 'Colour',
          type: 'text',
          departmentIds: [1],
        }),
        await client().make('/custom-fields', {
          name: sizes,
          label: 'Sizes',
          type: 'multi-list',
          choices: [
            { value: 's', label: 'Small' },
            { value: 'l', label: 'Large, very' },
          ],
        }),
        await client().make('/custom-fields', {
          name: secret,
          label: 'Secret',
          type: 'boolean',
          staffOnly: true,
        }),
      ];
      const values = { [colour]: '=cmd()', [sizes]: ['s', 'l'], [secret]: true };
      await client().makeTicket({ subject: word, customFields: values });
      await client().makeTicket({ subject: word, departmentId: 2 });
      const [head, ...rows] = rowsOf((await client().get(`/tickets.csv?q=${word}&sort=id`)).text);
      const ours = names.map((name) => head!.indexOf(`custom_${name}`));
      expect(head!.slice(10, 18).join()).toBe(
        'Opened_By,On_Hold,Created,Updated,Last_Message,Due,Minutes,Tags',
      );
      expect(Math.min(...ours)).toBeGreaterThanOrEqual(18);
      const cells = rows.map((row) => ours.map((at) => row[at]));
      expect(cells).toEqual([
        ["'=cmd()", 'Small, Large, very', 'yes'],
        ['', '', ''],
      ]);
      for (const { id } of made) await client().delete(`/custom-fields/${id}`);
      const [after] = rowsOf((await client().get(`/tickets.csv?q=${word}`)).text);
      expect(after!.filter((name) => names.includes(name.replace('custom_', '')))).toEqual([]);
    });

    it('holds for staff what their lists hold, and is nothing for users', async () => {
      const word = newWord();
      const own = await client().makeTicket({ departmentId: 1, body: word });
      await client().makeTicket({ departmentId: 2, body: word });
      const rows = rowsOf((await client().get(`/tickets.csv?q=${word}`, { as: 'alice' })).text);
      expect(rows.slice(1).map(([id]) => Number(id))).toEqual([own.id]);
      const foreign = await client().get(`/tickets.csv?q=${word}&departmentId=2`, { as: 'alice' });
      expect(rowsOf(foreign.text)).toHaveLength(1);
      expectProblem(await client().get('/tickets.csv', { as: 'ann' }), 403, 'auth.forbidden');
      expectProblem(await client().get('/tickets.csv?sort=nothing'), 422, 'request.invalid', ['/sort']);
    });
  });
}
