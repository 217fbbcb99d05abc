import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError, InvalidInput } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { ForeignDoors, type ForeignAnswer, type ForeignDoor } from '../../http/foreign-doors.js';
import { toProblem } from '../../http/problem.js';
import { DIALECT_MOUNTS } from '../../http/rewrite-url.js';
import { DrfInvalid, DrfNotAuthenticated, DrfRefusal, NoSuchPath } from './django-helpdesk.errors.js';
import { allowedAt, placeOf } from './places.js';
import { UnreadableJson } from './python-json.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const CHALLENGE = 'Basic realm="api"';

/** Our errors in Django's words; the rest keep their own. */
const DETAILS: Record<string, string> = {
  'auth.invalid_credentials': 'Invalid username/password.',
  'auth.invalid_token': 'Invalid token.',
  'ticket.not_found': 'No Ticket matches the given query.',
  'message.not_found': 'No FollowUp matches the given query.',
  'attachment.not_found': 'No FollowUpAttachment matches the given query.',
};

/** Our fields by Django's names. */
const FIELDS: Record<string, string> = {
  departmentId: 'queue',
  subject: 'title',
  requester: 'submitter_email',
  requesterId: 'submitter_email',
  assigneeId: 'assigned_to',
  mergedIntoId: 'merged_to',
  ticketId: 'ticket',
};

/** `{"detail": …}`, or the faults by field, for everything that goes wrong under the mount. */
@Injectable()
export class DjangoHelpdeskFilter implements ForeignDoor, OnModuleInit {
  readonly mount = DIALECT_MOUNTS['django-helpdesk'];

  constructor(
    private readonly doors: ForeignDoors,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.doors.open(this);
  }

  unreadable(text: string): UnreadableJson {
    return new UnreadableJson(text);
  }

  answer(error: unknown, request: FastifyRequest): ForeignAnswer {
    if (error instanceof DrfInvalid) return json(400, error.faults);
    if (error instanceof InvalidInput) return json(400, faultsOf(error));
    if (error instanceof DrfRefusal) return json(error.status, { detail: error.message });
    if (error instanceof DrfNotAuthenticated) return this.unknown(error.message);
    if (error instanceof NoSuchPath) return page(404, 'Not Found');
    const { status, code, detail } = toProblem(error, '');
    if (code === 'route.not_found') return unrouted(request);
    if (status >= 500 && !(error instanceof AppError)) return page(status, `Server Error (${status})`);
    if (status === 401) return this.unknown(DETAILS[code] ?? detail);
    const seconds = error instanceof AppError ? error.more.retryAfterSeconds : undefined;
    if (seconds)
      return json(
        status,
        {
          detail: `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`,
        },
        { 'retry-after': String(seconds) },
      );
    // Its validation knows one status.
    return json(status === 422 ? 400 : status, { detail: wordsOf(status, code, detail) });
  }

  private unknown(detail: string): ForeignAnswer {
    const status = this.config.djangoAuthStatus;
    return json(status, { detail }, status === 401 ? { 'www-authenticate': CHALLENGE } : {});
  }
}

/** The root takes one verb; all other places have a route for each, which the guard refuses. */
function unrouted(request: FastifyRequest): ForeignAnswer {
  const place = placeOf(request);
  if (!place) return page(404, 'Not Found');
  const detail = `Method "${request.method}" not allowed.`;
  return json(405, { detail }, { allow: allowedAt(place), vary: 'Accept, Cookie' });
}

const wordsOf = (status: number, code: string, detail: string): string =>
  status === 403 ? 'You do not have permission to perform this action.' : (DETAILS[code] ?? detail);

const json = (status: number, body: object, headers: Record<string, string> = {}): ForeignAnswer => ({
  status,
  // As bytes: to text Fastify adds a charset.
  body: Buffer.from(JSON.stringify(body)),
  headers: { ...JSON_TYPE, ...headers },
});

/** As Django shows what its API did not answer. */
const page = (status: number, title: string): ForeignAnswer => ({
  status,
  body: `\n<!doctype html>\n<html lang="en">\n<head>\n  <title>${title}</title>\n</head>\n<body>\n  <h1>${title}</h1><p></p>\n</body>\n</html>\n`,
  headers: { 'content-type': 'text/html; charset=utf-8' },
});

function faultsOf({ more }: InvalidInput): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  for (const { pointer, detail } of more.faults ?? []) {
    const [, field = '', name] = pointer.split('/');
    const key = field === 'customFields' && name ? `custom_${name}` : (FIELDS[field] ?? 'non_field_errors');
    (faults[key] ??= []).push(detail);
  }
  return faults;
}
