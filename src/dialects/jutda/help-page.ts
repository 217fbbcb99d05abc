/** What `help` answers: the methods on one page, for people. */
const METHODS: readonly (readonly [name: string, parameters: string, answer: string])[] = [
  [
    'create_ticket',
    'queue, title; optional: submitter_email, body, assigned_to, priority (1 to 5), due_date, custom_…',
    'the id of the ticket',
  ],
  ['delete_ticket', 'ticket, confirm (any value)', 'nothing'],
  ['hold_ticket', 'ticket', 'nothing'],
  ['unhold_ticket', 'ticket', 'nothing'],
  ['add_followup', 'ticket, message; optional: public (y or n; n without it)', 'nothing'],
  ['resolve', 'ticket, resolution', 'nothing'],
  ['list_queues', '', 'a JSON list of id and title'],
  ['find_user', 'username', 'the id of the account'],
];

const rows = METHODS.map(
  ([name, parameters, answer]) => `<tr><td><code>${name}</code><td>${parameters}<td>${answer}`,
).join('\n');

export const HELP = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Jutda Helpdesk API</title>
<h1>Jutda Helpdesk API</h1>
<p>Send <code>POST /api/&lt;method&gt;/</code> with the form fields <code>user</code>, <code>password</code> and those of the
method. 200: done. 400: the text says what is wrong. 403: the account may not. 404: there is no such ticket or account.
405: it was not a POST.
<table>
<tr><th>method<th>parameters<th>answer
${rows}
</table>
</html>
`;
