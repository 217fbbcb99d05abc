import { it, type Case, type Scene } from './case.js';
import { mail, type Fields } from './mime.js';

const FAILED = {
  'Authentication-Results':
    'mx.desk.example; spf=fail smtp.mailfrom=example.org; dmarc=fail header.from=example.org',
};
const PASSED = {
  'Authentication-Results':
    'mx.desk.example; spf=pass smtp.mailfrom=example.org; dmarc=pass header.from=example.org',
};
const ADA = { kind: 'user' as const, name: 'Ada Lovelace' };
const EVE = { kind: 'user' as const, name: 'Eve' };
const ROBIN = { kind: 'staff' as const, name: 'Robin Roe' };

const fromEve = { From: 'Eve <eve@evil.example>' };
const CAROL = { kind: 'user' as const, name: 'carol@example.com' };
const fromCarol = { From: 'carol@example.com' };
const fromRobin = { From: 'Robin Roe <robin@desk.example>' };
const answer = (fields: Fields) => mail({ Subject: 'Re: something else', ...fields }, 'An answer.');
const numbered = (scene: Scene, fields: Fields = {}) =>
  mail({ Subject: `Re: [#${scene.ticketId}] Printer`, ...fields }, 'An answer.');
const forged = (address: string): string =>
  address.replace(/\+(\d+)\.(.)/, (_, id: string, first: string) => `+${id}.${first === '0' ? '1' : '0'}`);

/** Answers, and mails that pretend to be some. */
export const THREADS: Case[] = [
  it(
    'an answer to the address of the ticket',
    (s) => answer({ To: s.plusAddress }),
    { rule: 'token', author: ADA, status: 'awaiting_reply' },
    { before: 'answered' },
  ),
  it('an answer with that address in Cc', (s) => answer({ Cc: s.plusAddress }), { rule: 'token' }),
  it('an answer with that address in Delivered-To', (s) => answer({ 'Delivered-To': s.plusAddress }), {
    rule: 'token',
  }),
  it('an answer with that address in X-Original-To', (s) => answer({ 'X-Original-To': s.plusAddress }), {
    rule: 'token',
  }),
  it(
    'an answer with that address on the envelope only',
    answer({}),
    { rule: 'token' },
    { envelope: (s) => [s.plusAddress] },
  ),
  it('an answer to that address in capitals', (s) => answer({ To: s.plusAddress.toUpperCase() }), {
    rule: 'token',
  }),
  it(
    'an answer that names our mail, with another subject',
    (s) => answer({ 'In-Reply-To': s.ourMessageId }),
    { rule: 'token', author: ADA },
  ),
  it(
    'an answer that names our mail in References only',
    (s) => answer({ References: `<x@y.example>\r\n ${s.ourMessageId} <z@y.example>` }),
    { rule: 'token' },
  ),
  it(
    'an answer that names our mail among words',
    (s) => answer({ 'In-Reply-To': `Your message of Sunday ${s.ourMessageId}` }),
    { rule: 'token' },
  ),
  it('an answer to her own first mail', (s) => answer({ 'In-Reply-To': s.herMessageId }), {
    rule: 'reference',
    author: ADA,
  }),
  it(
    'an answer to her own first mail in References',
    (s) => answer({ References: `${s.herMessageId} <other@example.org>` }),
    { rule: 'reference' },
  ),
  it('an answer with the number in the subject', (s) => numbered(s), { rule: 'subject', author: ADA }),
  it('an answer with the number and a good sender', (s) => numbered(s, PASSED), { rule: 'subject' }),
  it('an answer to an open ticket', (s) => answer({ To: s.plusAddress }), { status: 'open', rule: 'token' }),
  it(
    'an answer to a closed ticket',
    (s) => answer({ To: s.plusAddress }),
    { rule: 'token', status: 'reopened' },
    { before: 'closed' },
  ),
  it(
    'an answer to a resolved ticket',
    (s) => numbered(s),
    { rule: 'subject', status: 'reopened' },
    { before: 'resolved' },
  ),
  it(
    'an answer to a ticket in progress',
    (s) => numbered(s),
    { rule: 'subject', status: 'in_progress' },
    { before: 'in_progress' },
  ),
  it(
    'an answer with two numbers, of which the first counts',
    (s) => mail({ Subject: `[#${s.ticketId}] [#1]` }),
    { rule: 'subject' },
  ),
  it('a number of a ticket that is not there', mail({ Subject: '[#999999999] Hello' }), { rule: 'new' }),
  it('a number without its brackets', (s) => mail({ Subject: `Ticket #${s.ticketId}` }), { rule: 'new' }),
  it('an enormous number', mail({ Subject: `[#${'9'.repeat(400)}]` }), { rule: 'new' }),
  it('an answer that is all quotes', (s) => answer({ To: s.plusAddress }), {
    rule: 'token',
    text: 'An answer.',
  }),

  it('a stranger with the number in the subject', (s) => numbered(s, fromEve), { rule: 'new', author: EVE }),
  it('a stranger with the number and a good sender', (s) => numbered(s, { ...fromEve, ...PASSED }), {
    rule: 'new',
  }),
  it('somebody who only pretends to be her, with the number', (s) => numbered(s, FAILED), {
    rule: 'new',
    acknowledged: false,
  }),
  it(
    'a stranger whom she forwarded our mail to',
    (s) => answer({ ...fromEve, 'In-Reply-To': s.ourMessageId }),
    { rule: 'token', author: EVE, subscribers: ['carol@example.com'] },
  ),
  it(
    'a stranger who adds people in Cc',
    (s) => answer({ ...fromEve, 'In-Reply-To': s.ourMessageId, Cc: 'mallory@evil.example' }),
    { rule: 'token', author: EVE, subscribers: ['carol@example.com'] },
  ),
  it('a stranger who answers her mail', (s) => answer({ ...fromEve, 'In-Reply-To': s.herMessageId }), {
    rule: 'reference',
    author: EVE,
    subscribers: ['carol@example.com'],
  }),
  it(
    'a stranger who answers her mail and is no good sender',
    (s) => answer({ ...fromEve, ...FAILED, 'In-Reply-To': s.herMessageId }),
    { rule: 'new', author: EVE },
  ),
  it('a forged address of a ticket', (s) => answer({ ...fromEve, To: forged(s.plusAddress) }), {
    rule: 'new',
    author: EVE,
  }),
  it(
    'the address of a ticket with another number',
    (s) => answer({ ...fromEve, To: s.plusAddress.replace(/\+\d+\./, '+1.') }),
    { rule: 'new' },
  ),
  it(
    'a forged Message-ID of ours',
    (s) => answer({ ...fromEve, 'In-Reply-To': s.ourMessageId.replace(/\.[0-9a-v]{4}/, '.0000') }),
    { rule: 'new', author: EVE },
  ),
  it(
    'a Message-ID of ours for another ticket',
    (s) => answer({ ...fromEve, 'In-Reply-To': s.ourMessageId.replace(/^<t\d+/, '<t1') }),
    { rule: 'new' },
  ),
  it('a token without its MAC', (s) => answer({ ...fromEve, To: `support+${s.ticketId}@desk.example` }), {
    rule: 'new',
  }),

  it('staff who answer by mail', (s) => answer({ ...fromRobin, 'In-Reply-To': s.ourMessageId }), {
    rule: 'token',
    author: ROBIN,
    status: 'answered',
  }),
  it('staff who answer by the number', (s) => numbered(s, fromRobin), {
    rule: 'subject',
    author: ROBIN,
    status: 'answered',
  }),
  it(
    'somebody who only pretends to be staff',
    (s) => answer({ ...fromRobin, ...FAILED, 'In-Reply-To': s.ourMessageId }),
    { rule: 'token', author: { kind: 'user', name: 'Robin Roe' } },
  ),
  it(
    'somebody who only pretends to be staff, with the number',
    (s) => numbered(s, { ...fromRobin, ...FAILED }),
    { rule: 'new' },
  ),
  it('staff who ask for something themselves', mail({ ...fromRobin, Subject: 'My own printer' }), {
    rule: 'new',
    author: { kind: 'user', name: 'Robin Roe' },
  }),
  it('staff of another department', (s) => numbered(s, { From: 'sam@desk.example' }), { rule: 'new' }),

  it('somebody in Cc of the ticket, to its address', (s) => answer({ ...fromCarol, To: s.plusAddress }), {
    rule: 'token',
    author: CAROL,
  }),
  it(
    'somebody in Cc who may only read it, to its address',
    (s) => answer({ ...fromCarol, To: s.plusAddress }),
    { rule: 'new', author: CAROL, text: 'An answer.', acknowledged: true },
    { readOnly: true },
  ),
  it(
    'somebody in Cc who may only read it, to our mail',
    (s) => answer({ ...fromCarol, 'In-Reply-To': s.ourMessageId }),
    { rule: 'new', author: CAROL, text: 'An answer.' },
    { readOnly: true },
  ),
  it(
    'somebody in Cc who may only read it, to her mail',
    (s) => answer({ ...fromCarol, 'In-Reply-To': s.herMessageId }),
    { rule: 'new', author: CAROL },
    { readOnly: true },
  ),
  it(
    'somebody in Cc who may only read it, by the number',
    (s) => numbered(s, fromCarol),
    { rule: 'new', author: CAROL },
    { readOnly: true },
  ),
  it(
    'she herself, where the others may only read it',
    (s) => answer({ To: s.plusAddress }),
    { rule: 'token', author: ADA },
    { readOnly: true },
  ),
  it('somebody in Cc of the ticket, by the number', (s) => numbered(s, { From: 'carol@example.com' }), {
    rule: 'subject',
    author: { kind: 'user', name: 'carol@example.com' },
  }),
  it('people whom she adds in Cc', (s) => answer({ To: s.plusAddress, Cc: 'Dave <dave@example.com>' }), {
    rule: 'token',
    subscribers: ['carol@example.com', 'dave@example.com'],
  }),
  it('a user who is disabled', mail({ From: 'gone@example.org' }), {
    state: 'skipped',
    reason: 'user_disabled',
  }),
  it('a user who is disabled, with a token', (s) => answer({ From: 'gone@example.org', To: s.plusAddress }), {
    state: 'skipped',
    reason: 'user_disabled',
  }),
  it('a sender on the ignore list', mail({ From: 'Spam <anybody@spam.example>' }), {
    state: 'skipped',
    reason: 'ignored',
  }),
  it('a local part on the ignore list', mail({ From: 'bounce-bot@anywhere.example' }), {
    state: 'skipped',
    reason: 'ignored',
  }),
];
