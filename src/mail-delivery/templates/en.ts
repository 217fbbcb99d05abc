import type { MailEvent } from './mail-events.js';
import type { Template } from './template.js';

type Text = Omit<Template, 'html'>;

/** The mails of the desk in English, as they come. */
export const ENGLISH: Record<MailEvent, Text> = {
  welcome: {
    subject: 'Welcome to {{site}} helpdesk',
    text: `Hello {{name}},

you are now known to {{site}} as {{address}}. Whatever you ask us, the answer comes to this address.

This link signs you in and lets you choose a password. It works once, within three days:

{{link}}

Where a page asks for a code, it is this one:

{{token}}

If this surprises you, somebody may have mistyped an address: then you need not do anything.

{{site}}
`,
  },
  sign_in_link: {
    subject: 'Your way in to {{site}}',
    text: `Hello {{name}},

this link signs you in. It works once, within a quarter of an hour:

{{link}}

Where a page asks for a code, it is this one:

{{token}}

If you did not ask for it, you need not do anything.

{{site}}
`,
  },
  password_link: {
    subject: 'A new password for {{site}}',
    text: `Hello {{name}},

somebody, probably you, asked for a new password for your account. This link sets one. It works once, within an hour:

{{link}}

Where a page asks for a code, it is this one:

{{token}}

If it was not you, you need not do anything: your password stays as it is.

{{site}}
`,
  },
  acknowledgement: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

your request “{{subject}}” has arrived and is number {{number}} with us. As soon as somebody has an answer, we write to you.

{{site}}
`,
  },
  reply_acknowledgement: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

your message about “{{subject}}” (number {{number}}) has reached us. Somebody will read it soon.

{{site}}
`,
  },
  staff_reply: {
    subject: 'Re: [#{{number}}] {{subject}}',
    text: `{{author}} wrote to you about “{{subject}}” (number {{number}}):

{{message}}

{{site}}
`,
  },
  user_reply: {
    subject: 'Re: [#{{number}}] {{subject}}',
    text: `{{author}} wrote about “{{subject}}” (number {{number}}), which you take part in:

{{message}}

{{site}}
`,
  },
  ticket_resolved: {
    subject: '[#{{number}}] Resolved: {{subject}}',
    text: `Hello {{name}},

we believe that “{{subject}}” (number {{number}}) is resolved. If it is not, just answer this mail and we go on with it.

{{resolution}}

{{site}}
`,
  },
  ticket_closed: {
    subject: '[#{{number}}] Closed: {{subject}}',
    text: `Hello {{name}},

“{{subject}}” (number {{number}}) is closed. An answer to this mail opens it again.

{{site}}
`,
  },
  ticket_autoclosed: {
    subject: '[#{{number}}] Closed: {{subject}}',
    text: `Hello {{name}},

we have not heard from you about “{{subject}}” (number {{number}}) for a while, so we take it as done. An answer to this mail opens it again.

{{site}}
`,
  },
  ticket_assigned: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

{{assignee}} works on “{{subject}}” (number {{number}}) now.

{{site}}
`,
  },
  ticket_released: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

“{{subject}}” (number {{number}}) waits for somebody else to go on with it.

{{site}}
`,
  },
  ticket_moved: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

“{{subject}}” (number {{number}}) is looked after by {{place}} now.

{{site}}
`,
  },
  ticket_changed: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

there is news about “{{subject}}” (number {{number}}): its status is now “{{status}}”.

{{site}}
`,
  },
  ticket_escalated: {
    subject: '[#{{number}}] {{subject}}',
    text: `Hello {{name}},

“{{subject}}” (number {{number}}) has waited with us for longer than it should. We have not forgotten it, and it is ahead of others now.

{{site}}
`,
  },
  staff_ticket_escalated: {
    subject: '[#{{number}}] Waits too long: {{subject}}',
    text: `Hello {{name}},

nothing has moved ticket {{number}}, “{{subject}}”, for as long as {{department}} allows. Its status is “{{status}}”, its priority is {{priority}}.

{{site}}
`,
  },
  webhook_disabled: {
    subject: '{{site}}: a webhook was switched off',
    text: `Hello {{name}},

the webhook {{webhook}} takes nothing any more, so {{site}} has switched it off. The last attempt ended like this:

{{reason}}

What was waiting for it can be sent again once it is switched on.

{{site}}
`,
  },
  staff_ticket_opened: {
    subject: '[#{{number}}] New ticket: {{subject}}',
    text: `A new ticket in {{department}}, priority {{priority}}, from {{author}}:

{{message}}

Ticket {{number}} at {{site}}. You get this mail because you asked to hear of new tickets, or follow this one.
`,
  },
  staff_message_posted: {
    subject: '[#{{number}}] New message: {{subject}}',
    text: `{{author}} wrote on ticket {{number}}, “{{subject}}” ({{department}}, {{status}}):

{{message}}

{{site}}
`,
  },
  staff_note_added: {
    subject: '[#{{number}}] Note: {{subject}}',
    text: `{{author}} left an internal note on ticket {{number}}, “{{subject}}”. Only staff see it:

{{message}}

{{site}}
`,
  },
  staff_ticket_assigned: {
    subject: '[#{{number}}] Assigned to you: {{subject}}',
    text: `Hello {{name}},

{{actor}} assigned ticket {{number}}, “{{subject}}”, to you. It is in {{department}}, and its priority is {{priority}}.

{{site}}
`,
  },
  staff_ticket_given: {
    subject: '[#{{number}}] {{assignee}} works on it: {{subject}}',
    text: `Hello {{name}},

{{assignee}} works on ticket {{number}}, “{{subject}}”, now ({{actor}} saw to it). It is in {{department}}, and its status is “{{status}}”.

{{site}}
`,
  },
  staff_ticket_released: {
    subject: '[#{{number}}] Free again: {{subject}}',
    text: `Hello {{name}},

{{actor}} gave ticket {{number}}, “{{subject}}”, back: nobody works on it any more. It is in {{department}}, and its status is “{{status}}”.

{{site}}
`,
  },
  staff_ticket_closed: {
    subject: '[#{{number}}] Closed: {{subject}}',
    text: `Hello {{name}},

{{actor}} closed ticket {{number}}, “{{subject}}”, in {{department}}.

{{site}}
`,
  },
  staff_ticket_moved: {
    subject: '[#{{number}}] Moved: {{subject}}',
    text: `Hello {{name}},

{{actor}} moved ticket {{number}}, “{{subject}}”, to {{place}}. Its status is “{{status}}”.

{{site}}
`,
  },
  outstanding_tickets: {
    subject: 'Open tickets at {{site}}',
    text: `Hello {{name}},

these tickets are still open:

{{tickets}}

{{site}}
`,
  },
  test_mail: {
    subject: 'A test from {{site}}',
    text: `Hello {{name}},

this mail tries the way out of {{site}}. That you read it means that the way is open.

{{site}}
`,
  },
  staff_ticket_changed: {
    subject: '[#{{number}}] {{status}}: {{subject}}',
    text: `Hello {{name}},

{{actor}} changed ticket {{number}}, “{{subject}}”: its status is now “{{status}}”.

{{site}}
`,
  },
};
