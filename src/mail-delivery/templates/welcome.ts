/** To a user who was just created. */
export const WELCOME = {
  subject: 'Welcome to {{site}} helpdesk',
  text: `Hello {{name}},

you are now known to {{site}} as {{address}}. Whatever you ask us, the answer comes to this address.

If this surprises you, somebody may have mistyped an address: then you need not do anything.

{{site}}
`,
  html: `<p>Hello {{name}},</p>
<p>you are now known to {{site}} as {{address}}. Whatever you ask us, the answer comes to this address.</p>
<p>If this surprises you, somebody may have mistyped an address: then you need not do anything.</p>
<p>{{site}}</p>
`,
} as const;
