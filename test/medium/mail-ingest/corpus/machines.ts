import { it, type Case, type Scene } from './case.js';
import { mail, mixed, part, text } from './mime.js';

const AUTOMATIC = { automatic: true, acknowledged: false };

interface Report {
  action?: string;
  status?: string;
  /** Of the mail that did not arrive. */
  messageId: string;
  returned?: 'message/rfc822' | 'text/rfc822-headers';
}

/** RFC 3464. */
const report = ({
  action = 'failed',
  status = '5.1.1',
  messageId,
  returned = 'message/rfc822',
}: Report): Buffer =>
  mixed(
    {
      From: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>',
      'Return-Path': '<>',
      'Auto-Submitted': 'auto-replied',
      Subject: 'Undelivered Mail Returned to Sender',
    },
    'report',
    [
      text('I am sorry to inform you that your mail could not be delivered.\r\n'),
      part(
        { 'Content-Type': 'message/delivery-status' },
        'Reporting-MTA: dns; mx.example.net\r\nArrival-Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\n' +
          `Final-Recipient: rfc822; ada@example.org\r\nAction: ${action}\r\nStatus: ${status}\r\n` +
          'Diagnostic-Code: smtp; 550 5.1.1 <ada@example.org>:\r\n User unknown\r\n',
      ),
      part({ 'Content-Type': returned }, mail({ 'Message-ID': messageId, From: 'support@desk.example' })),
    ],
    { more: '; report-type=delivery-status' },
  );

const vacation = (scene: Scene): Buffer =>
  mail(
    {
      Subject: 'Out of office',
      'In-Reply-To': scene.ourMessageId,
      'Auto-Submitted': 'auto-replied (vacation)',
      Precedence: 'bulk',
    },
    'I am away until Monday.',
  );

/** Mails that no person wrote. */
export const MACHINES: Case[] = [
  it(
    'a vacation notice to our mail',
    vacation,
    { rule: 'token', text: 'away', automatic: true, status: 'answered' },
    { before: 'answered' },
  ),
  it(
    'a vacation notice that only its subject gives away',
    (scene) =>
      mail({ 'In-Reply-To': scene.ourMessageId, Subject: 'Réponse automatique : Printer' }, 'Absent.'),
    { rule: 'token', automatic: true, status: 'answered' },
    { before: 'answered' },
  ),
  it(
    'a person who answers a vacation notice',
    (scene) => mail({ 'In-Reply-To': scene.ourMessageId, Subject: 'Re: Out of office: Printer' }, 'Now?'),
    { rule: 'token', automatic: false, status: 'awaiting_reply' },
    { before: 'answered' },
  ),
  it(
    'a vacation notice to a closed ticket',
    vacation,
    { rule: 'token', automatic: true, status: 'closed' },
    { before: 'closed' },
  ),
  it(
    'a vacation notice out of nowhere',
    mail({ 'Auto-Submitted': 'auto-replied', Subject: 'Away' }),
    AUTOMATIC,
  ),
  it(
    'an Outlook out-of-office notice',
    mail({
      Subject: 'Automatic reply: Hello',
      'X-Auto-Response-Suppress': 'All',
      'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent',
    }),
    AUTOMATIC,
  ),
  it('a notice of an old autoresponder', mail({ 'X-Autoreply': 'yes' }), AUTOMATIC),
  it('a notice that says so by its precedence', mail({ Precedence: 'auto_reply' }), AUTOMATIC),
  it('a person whose program says that it is no machine', mail({ 'Auto-Submitted': 'no' }), {
    automatic: false,
    acknowledged: true,
  }),
  it('a person', mail({}), { automatic: false, acknowledged: true }),
  it(
    'a monitoring script',
    mail({ 'Auto-Submitted': 'auto-generated', From: 'nagios@example.com', Subject: 'DISK CRITICAL' }),
    { ...AUTOMATIC, subject: 'DISK CRITICAL' },
  ),
  it('a newsletter', mail({ Precedence: 'bulk', 'List-Unsubscribe': '<https://news.example/u>' }), AUTOMATIC),
  it(
    'a mailing list',
    mail({
      'List-Id': 'Printers <printers.lists.example>',
      'List-Post': '<mailto:printers@lists.example>',
      Cc: 'bob@example.com',
    }),
    { ...AUTOMATIC, subscribers: [] },
  ),
  it('a mail from noreply', mail({ From: 'Shop <noreply@shop.example>' }), AUTOMATIC),
  it('a mail with an empty return path', mail({ 'Return-Path': '<>' }), AUTOMATIC),
  it('a mail with a return path', mail({ 'Return-Path': '<ada@example.org>' }), {
    automatic: false,
    acknowledged: true,
  }),
  it('a notice of an Amazon relay', mail({ 'X-Amazon-Mail-Relay-Type': 'notification' }), AUTOMATIC),
  it(
    'a complaint about abuse',
    mixed(
      { From: 'abuse@isp.example' },
      'report',
      [text('A complaint.'), part({ 'Content-Type': 'message/feedback-report' }, 'Feedback-Type: abuse\r\n')],
      { more: '; report-type=feedback-report' },
    ),
    {
      ...AUTOMATIC,
      text: 'A complaint.',
    },
  ),

  it(
    'a bounce of our mail',
    (scene) => report({ messageId: scene.ourMessageId }),
    {
      rule: 'report',
      note: 'ada@example.org: 5.1.1 550 5.1.1 <ada@example.org>: User unknown',
      status: 'answered',
    },
    { before: 'answered' },
  ),
  it(
    'a bounce that returns the header only',
    (scene) => report({ messageId: scene.ourMessageId, returned: 'text/rfc822-headers' }),
    {
      rule: 'report',
      note: 'User unknown',
    },
  ),
  it(
    'a bounce of our mail on a closed ticket',
    (scene) => report({ messageId: scene.ourMessageId }),
    { rule: 'report', status: 'closed' },
    { before: 'closed' },
  ),
  it(
    'a warning that our mail is late',
    (scene) => report({ messageId: scene.ourMessageId, action: 'delayed', status: '4.4.1' }),
    {
      state: 'skipped',
      reason: 'delivery_notice',
    },
  ),
  it(
    'a notice that our mail arrived',
    (scene) => report({ messageId: scene.ourMessageId, action: 'delivered', status: '2.0.0' }),
    {
      state: 'skipped',
      reason: 'delivery_notice',
    },
  ),
  it('a bounce of a mail that is not ours', report({ messageId: '<somebody@elsewhere.example>' }), {
    state: 'skipped',
    reason: 'bounce_unknown',
  }),
  it(
    'a bounce of a mail that pretends to be ours',
    report({ messageId: '<t1.1-1.00000000000000000000000000@desk.example>' }),
    {
      state: 'skipped',
      reason: 'bounce_unknown',
    },
  ),
  it(
    'a bounce in plain words',
    (scene) =>
      mail(
        { From: 'MAILER-DAEMON@mx.example.net', 'Return-Path': '<>', Subject: 'failure notice' },
        `Hi. This is the qmail-send program.\r\n<ada@example.org>:\r\nSorry, no mailbox here by that name.\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: ${scene.ourMessageId}\r\n`,
      ),
    {
      rule: 'report',
      note: 'did not arrive',
    },
  ),
  it(
    'a bounce by Exim',
    (scene) =>
      mail(
        {
          From: 'Mail Delivery System <Mailer-Daemon@mx.example.net>',
          'Auto-Submitted': 'auto-replied',
          'X-Failed-Recipients': 'ada@example.org',
          'In-Reply-To': scene.ourMessageId,
        },
        'A message that you sent could not be delivered.',
      ),
    {
      rule: 'report',
      note: 'ada@example.org',
    },
  ),
  it(
    'a read receipt',
    (scene) =>
      mixed(
        { 'In-Reply-To': scene.ourMessageId },
        'report',
        [
          text('It was displayed.'),
          part(
            { 'Content-Type': 'message/disposition-notification' },
            `Original-Message-ID: ${scene.ourMessageId}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n`,
          ),
        ],
        { more: '; report-type=disposition-notification' },
      ),
    {
      state: 'skipped',
      reason: 'read_receipt',
    },
  ),
  it(
    'our own mail coming back',
    (scene) => mail({ 'Message-ID': scene.ourMessageId, From: 'support@desk.example' }),
    { state: 'skipped', reason: 'own_mail' },
  ),
  it(
    'our own mail coming back from a forwarder',
    (scene) => mail({ 'Message-ID': scene.ourMessageId, From: 'ada@example.org' }),
    { state: 'skipped', reason: 'own_mail' },
  ),
  it(
    'a machine that writes from a mailbox of ours',
    mail({ From: 'sales@desk.example', 'Auto-Submitted': 'auto-generated' }),
    { state: 'skipped', reason: 'own_mail' },
  ),
  it(
    'our answer with a Message-ID that its server changed',
    (scene) => mail({ From: 'support@desk.example', 'In-Reply-To': scene.ourMessageId }),
    { state: 'skipped', reason: 'own_mail' },
  ),
  it(
    'a person who writes from a mailbox of ours',
    mail({ From: 'sales@desk.example', Subject: 'From a colleague' }),
    { subject: 'From a colleague' },
  ),
];
