import type { Author } from '../common/actor.js';
import { emailKey } from '../common/email-address.js';
import { storeBody } from '../messages/message-body.js';
import { SETTINGS } from '../settings/setting-list.js';
import { escalationFrom } from '../tickets/ticket.escalation.js';
import { overdueAt } from '../tickets/ticket.overdue.js';
import type { Tallied } from '../tickets/ticket-tallies.js';
import { isFinal, type TicketStatus } from '../tickets/ticket.states.js';

/*
 * Made-up rows, written past the services: those write one thing at a time, each with its event and the mails it
 * causes, which for a million rows takes hours and tells of things that never happened. The price is that this file
 * knows the columns; a test holds it to what the rooms say of their tables.
 * Every row follows from its number alone, so the same desk comes out each time.
 */

type Row = Record<string, unknown>;

/** What the tickets hang on. */
export interface SeedGround {
  departmentIds: readonly number[];
  staff: readonly { id: number; fullName: string }[];
  /** Their ids follow each other from this one on. */
  firstUserId: number;
  users: number;
  tickets: number;
  /** Shortly before this the last ticket was opened. */
  now: Date;
}

export interface SeededTicket {
  departmentId: number;
  status: TicketStatus;
  columns: Row & Tallied;
  /** Without `ticketId`. */
  messages: Row[];
}

const DAY_MS = 86_400_000;
const OPENED_WITHIN_MS = 730 * DAY_MS;
const ANSWERED_WITHIN_MS = 5 * DAY_MS;

type Voice = 'user' | 'staff' | 'note';

/** Of a hundred tickets, and who spoke so that the status is what it is. */
const MIX: readonly (readonly [share: number, status: TicketStatus, voices: readonly Voice[]])[] = [
  [62, 'closed', ['user', 'staff', 'user']],
  [12, 'resolved', ['user', 'note', 'staff']],
  [9, 'answered', ['user', 'note', 'staff']],
  [6, 'awaiting_reply', ['user', 'staff', 'user']],
  [5, 'open', ['user', 'user', 'note']],
  [4, 'in_progress', ['user', 'note', 'staff']],
  [1, 'reopened', ['user', 'staff', 'user']],
  [1, 'duplicate', ['user', 'note', 'staff']],
];

const FIRST_NAMES = ['Ann', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Håkon', 'Ines', 'Jürgen'];
const LAST_NAMES = ['Archer', 'Baker', 'Çelik', 'Dubois', 'Evans', 'Fischer', 'García', 'Hansen', "O'Brien"];
const THINGS = [
  'printer',
  'invoice',
  'password',
  'delivery',
  'VPN',
  'account',
  'screen',
  'order',
  'calendar',
];
const TROUBLES = [
  'does not work',
  'is missing',
  'arrived twice',
  'is slow',
  'shows an error',
  'has to change',
];
const SENTENCES = [
  'It worked until yesterday and nobody has touched it since.',
  'I have tried to start it again, without any luck.',
  'Could you have a look before the end of the week?',
  'Thank you for the quick answer, this helped a lot.',
  'Our colleagues on the second floor have the same trouble.',
  'Please send us the number on the back and a picture of the message.',
  'The new version brings <b>a cure</b> and is installed tonight.',
  'I am out of the office on Friday, Ms. García knows about it 🙂',
];
/** Cleaned once, not once a message. */
const BODIES = SENTENCES.flatMap((first, at) =>
  SENTENCES.map((second, after) =>
    storeBody('html', `<p>Hello,</p><p>${[first, second, ...SENTENCES.slice(at, after)].join(' ')}</p>`),
  ),
);

export function seededUser(number: number, createdAt: Date): Row {
  const random = randomOf(-number);
  const email = `user${number}@seed.example`;
  return {
    fullName: `${oneOf(FIRST_NAMES, random)} ${oneOf(LAST_NAMES, random)}`,
    email,
    emailKey: emailKey(email),
    username: null,
    passwordHash: null,
    active: true,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  };
}

/** The ticket with this number, from 1: the higher, the younger. */
export function seededTicket(ground: SeedGround, number: number): SeededTicket {
  const random = randomOf(number);
  const [, status, voices] = mixed(random);
  const departmentId = ground.departmentIds[skewed(ground.departmentIds.length, random)]!;
  const user = userAuthor(ground, 1 + Math.floor(random() * ground.users));
  const agent = oneOf(ground.staff, random);
  const staff: Author = { kind: 'staff', id: agent.id, name: agent.fullName };
  const createdAt = openedAt(ground, number);
  let at = createdAt;
  const messages = voices.map((voice, index) => {
    if (index) at = new Date(at.getTime() + 60_000 + Math.floor(random() * ANSWERED_WITHIN_MS));
    return messageRow(voice === 'user' ? user : staff, voice, oneOf(BODIES, random), at);
  });
  const spoken = messages.filter(({ visibility }) => visibility === 'public');
  const response = spoken.find(({ authorKind }) => authorKind === 'staff');
  const columns = {
    subject: `The ${oneOf(THINGS, random)} ${oneOf(TROUBLES, random)}`,
    status,
    priority: oneOf([1, 2, 3, 3, 3, 3, 3, 4, 4, 5], random),
    departmentId,
    requesterId: user.id,
    assigneeId: status === 'open' ? null : agent.id,
    openedById: random() < 0.1 ? agent.id : null,
    onHold: !isFinal(status) && random() < 0.05,
    dueAt: random() < 0.1 ? new Date(createdAt.getTime() + 7 * DAY_MS) : null,
    replyCount: spoken.length - 1,
    minutes: messages.reduce((sum, { minutes }) => sum + (minutes as number), 0),
    lastMessageAt: spoken.at(-1)!['createdAt'] as Date,
    firstResponseAt: (response?.['createdAt'] as Date | undefined) ?? null,
    firstResponderId: response ? agent.id : null,
    closedAt: isFinal(status) ? at : null,
    closedById: isFinal(status) ? agent.id : null,
    createdAt,
    updatedAt: at,
    version: messages.length,
  };
  const deadline = overdueAt(columns, SETTINGS.overdue_time.default);
  const derived = { overdueAt: deadline, escalationFrom: escalationFrom(columns, at) };
  return { departmentId, status, columns: { ...columns, ...derived }, messages };
}

function messageRow(author: Author, voice: Voice, body: (typeof BODIES)[number], at: Date): Row {
  return {
    authorKind: author.kind,
    authorId: author.id,
    authorName: author.name,
    visibility: voice === 'note' ? 'internal' : 'public',
    ...body,
    minutes: voice === 'user' ? 0 : 5,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
}

const userAuthor = ({ firstUserId, now }: SeedGround, number: number): Author => ({
  kind: 'user',
  id: firstUserId + number - 1,
  name: seededUser(number, now)['fullName'] as string,
});

/** Evenly spread over two years, and so long ago that all has been said. */
function openedAt({ now, tickets }: SeedGround, number: number): Date {
  const newest = now.getTime() - 2 * ANSWERED_WITHIN_MS - 120_000;
  return new Date(newest - Math.floor((OPENED_WITHIN_MS * (tickets - number)) / tickets));
}

type Random = () => number;

/** Numbers from 0 up to 1 that look like chance and follow from `seed` (mulberry32). */
function randomOf(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oneOf = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;

/** An index below `length`; the lower ones come up more often, as some departments are busier than others. */
const skewed = (length: number, random: Random): number => Math.floor(random() ** 2 * length);

function mixed(random: Random): (typeof MIX)[number] {
  let left = random() * 100;
  return MIX.find(([share]) => (left -= share) < 0) ?? MIX[0]!;
}
