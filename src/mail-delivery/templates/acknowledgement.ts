/** To the requester of a ticket that was just opened. */
export const ACKNOWLEDGEMENT = {
  subject: '[#{{number}}] {{subject}}',
  text: `Hello {{name}},

your request “{{subject}}” has arrived and is number {{number}} with us. As soon as somebody has an answer, we write to you.

{{site}}
`,
  html: `<p>Hello {{name}},</p>
<p>your request “{{subject}}” has arrived and is number {{number}} with us. As soon as somebody has an answer, we write to you.</p>
<p>{{site}}</p>
`,
} as const;
