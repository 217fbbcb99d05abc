/** To the requester: what staff wrote, in answer or to open the ticket. */
export const STAFF_REPLY = {
  subject: 'Re: [#{{number}}] {{subject}}',
  text: `{{author}} wrote to you about “{{subject}}” (number {{number}}):

{{message}}

{{site}}
`,
  html: `<p>{{author}} wrote to you about “{{subject}}” (number {{number}}):</p>
<div>{{message}}</div>
<p>{{site}}</p>
`,
} as const;
