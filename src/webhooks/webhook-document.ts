import { TICKET_EVENTS } from '../tickets/ticket-events.js';
import { PING, WEBHOOK_EVENTS } from './webhook-events.js';

const header = (name: string, description: string, type = 'string') => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type },
});

const HEADERS = [
  header('webhook-id', 'The same at every attempt: who has seen it does nothing.'),
  header(
    'webhook-timestamp',
    'Seconds since 1970, of the attempt: refuse what is older than a few minutes.',
    'integer',
  ),
  header(
    'webhook-signature',
    'One or more of `v1,` and the base64 HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`, with spaces between.',
  ),
];

/** What comes to a receiver, for `webhooks` of the document. */
export const WEBHOOK_DOCUMENT: Record<string, object> = Object.fromEntries(
  [...WEBHOOK_EVENTS, PING].map((type) => [
    type,
    {
      post: {
        operationId: `on${type.split('.').map(capital).join('')}`,
        summary: `${type.replace('.', ' ')}.`.replace(/^./, (letter) => letter.toUpperCase()),
        description:
          type === PING
            ? 'Somebody tries whether it arrives.'
            : TICKET_EVENTS[type as keyof typeof TICKET_EVENTS],
        tags: ['webhooks'],
        parameters: HEADERS,
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookPayloadDto' } } },
        },
        responses: {
          '2XX': { description: 'It arrived. Anything else, or ten seconds of silence, and it comes again.' },
          '410': { description: 'Nobody wants it any more: the webhook is switched off.' },
        },
      },
    },
  ]),
);

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
