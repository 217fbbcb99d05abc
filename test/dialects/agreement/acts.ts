import * as fc from 'fast-check';
import { expect } from 'vitest';
import { ANN, OTHER, type AgreementDesk, type Json } from './desk.js';
import { BODIES, LINES, escaped, inHtml, isTagged, pythonStrip, unescaped } from './texts.js';

/** Something that is done to a ticket which there is: by whom, and what they find again afterwards. */
export interface Act {
  name: string;
  run: (desk: AgreementDesk, id: number) => Promise<void>;
}

const act = <T>(
  name: string,
  told: fc.Arbitrary<T>,
  run: (desk: AgreementDesk, id: number, told: T) => Promise<void>,
): fc.Arbitrary<Act> =>
  told.map((value) => ({
    name: `${name} ${JSON.stringify(value).slice(0, 300)}`,
    run: (desk, id) => run(desk, id, value),
  }));

const lastOf = async (desk: AgreementDesk, id: number): Promise<Json> =>
  (await desk.native('GET', `/tickets/${id}/messages?limit=100`)).items.at(-1);

const STATUSES = ['open', 'reopened', 'answered', 'awaiting_reply', 'in_progress', 'resolved', 'closed'];
const NUMBERS = fc.integer({ min: 1, max: 5 });
const MINUTES = fc.integer({ min: 1, max: 100_000 });

export const ACTS: fc.Arbitrary<Act> = fc.oneof(
  act('the native API sets the status', fc.constantFrom(...STATUSES), async (desk, id, status) => {
    expect(await desk.native('PATCH', `/tickets/${id}`, { status })).toMatchObject({ status });
  }),
  act('django-helpdesk sets the status', NUMBERS, async (desk, id, status) => {
    expect(await desk.django('PATCH', `/tickets/${id}/`, { status })).toMatchObject({ status });
  }),
  act('HelpDeskZ sets the status', NUMBERS, async (desk, id, status) => {
    await desk.helpdeskz('POST', `/tickets/update/${id}`, { status: String(status) });
    const { ticket } = await desk.helpdeskz('GET', `/tickets/show/${id}`);
    expect(ticket).toMatchObject({ status: String(status) });
  }),
  act(
    'django-helpdesk changes',
    fc.record(
      {
        title: LINES,
        description: BODIES,
        resolution: fc.option(BODIES),
        priority: NUMBERS,
        on_hold: fc.boolean(),
        assigned_to: fc.constantFrom(OTHER, null),
        submitter_email: fc.constantFrom(ANN.email, 'new.one@example.com', ''),
      },
      { requiredKeys: [] },
    ),
    async (desk, id, change) => {
      const changed = await desk.django('PATCH', `/tickets/${id}/`, change);
      const expected = Object.entries(change).map(([key, value]) => [
        key,
        typeof value === 'string' ? pythonStrip(value) : value,
      ]);
      expect(changed).toMatchObject(Object.fromEntries(expected));
    },
  ),
  act(
    'django-helpdesk writes a follow-up',
    fc.record({
      comment: BODIES,
      title: LINES,
      public: fc.boolean(),
      new_status: fc.option(NUMBERS),
      minutes: MINUTES,
    }),
    async (desk, ticket, { minutes, ...followup }) => {
      const made = await desk.django('POST', '/followups/', {
        ticket,
        ...followup,
        time_spent: minutes * 60,
      });
      expect(made).toMatchObject({
        comment: pythonStrip(followup.comment),
        title: pythonStrip(followup.title),
        public: followup.public,
        time_spent: duration(minutes),
      });
      if (followup.new_status) {
        const { status } = await desk.django('GET', `/tickets/${ticket}/`);
        expect(status).toBe(followup.new_status);
      }
    },
  ),
  act('Jutda writes a note', BODIES, async (desk, id, message) => {
    await desk.jutda('add_followup', { ticket: String(id), message });
    const { visibility, ...note } = await lastOf(desk, id);
    expect(visibility).toBe('internal');
    if (!isTagged(message)) expect(note).toMatchObject({ bodyFormat: 'text', body: message });
  }),
  act('Jutda resolves', BODIES, async (desk, id, resolution) => {
    await desk.jutda('resolve', { ticket: String(id), resolution });
    const ticket = await desk.native('GET', `/tickets/${id}`);
    expect(ticket).toMatchObject({ status: 'resolved', resolution: (await lastOf(desk, id)).bodyText });
  }),
  act('HelpDeskZ writes as the user', BODIES, async (desk, id, message) => {
    const { ticket } = await desk.helpdeskz('GET', `/tickets/show/${id}`);
    if (ticket.user_id === '0') return;
    const fields = { ticket_id: String(id), replier: 'user', message: `<p>${escaped(message)}</p>` };
    await desk.helpdeskz('POST', '/messages/create', fields);
    const { messages } = await desk.helpdeskz('GET', `/messages/show/${id}`);
    expect(messages[0].customer).toBe('1');
    expect(unescaped(messages[0].message)).toBe(`<p>${inHtml(message)}</p>`);
  }),
  act('the native API edits the first words', BODIES, async (desk, id, body) => {
    const { items } = await desk.native('GET', `/tickets/${id}/messages?limit=1`);
    const edited = await desk.native('PATCH', `/messages/${items[0].id}`, { body, bodyFormat: 'markdown' });
    expect(edited).toMatchObject({ body, bodyFormat: 'markdown' });
  }),
);

/** As Django writes a duration. */
export function duration(minutes: number): string | null {
  if (!minutes) return null;
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const clock = [hours, rest, 0].map((number) => String(number).padStart(2, '0')).join(':');
  return days ? `${days} ${clock}` : clock;
}
