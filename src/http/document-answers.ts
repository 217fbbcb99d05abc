import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { codesAt, codesOf } from './document-codes.js';
import { eachObject, isObject } from './document-schemas.js';
import { SECRET_ROUTES } from './secret-routes.js';

type Json = { [name: string]: unknown };

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** When each refusal comes. */
const REFUSALS: Record<number, string> = {
  400: 'The request cannot be read.',
  401: 'Nobody is signed in, or what was sent is not valid or has expired.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or the caller may not see it.',
  408: 'The request took too long to arrive.',
  409: 'It does not fit the present state.',
  412: '`If-Match` names a version that has changed since.',
  413: 'The body or a file is larger than what is taken.',
  414: 'A part of the path is longer than any that there is.',
  415: 'The content type is not one that the route reads, or a file is of a type that is not taken.',
  422: 'What was sent breaks a rule; `errors` names each faulty field.',
  429: 'Too many requests: `Retry-After` says when to come again.',
  431: 'The headers are larger than what is taken, the path and its query with them.',
  503: 'The desk cannot answer now.',
};

/** Adds to each native operation what all of them have in common: refusals, headers, forms. */
export function completeAnswers(document: OpenAPIObject): void {
  const components = document.components!;
  components.responses = Object.fromEntries(
    Object.keys(REFUSALS).map((status) => [refusalName(status), refusal(Number(status))]),
  );
  components.headers = HEADERS;
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      splitForms(operation, components.schemas as Record<string, Json>);
      if (method === 'post' && !SECRET_ROUTES.test(path)) (operation.parameters ??= []).push(IDEMPOTENCY_KEY);
      if (method === 'post') freeEmptyBody(operation, components.schemas as Record<string, Json>);
      describeRefusals(operation, path, method);
      nameCodes(operation, path);
      describeHeaders(operation, components.schemas as Record<string, Json>);
    }
  closeRequests(document);
}

const refusalName = (status: string | number): string => STATUS_CODES[status]!.replace(/\W/g, '');

const refusal = (status: number): Json & { description: string } => ({
  description: `${REFUSALS[status]!} Codes: ${codesOf(status)
    .map((code) => `\`${code}\``)
    .join(', ')}.`,
  // For programs that read the document: what `code` may be.
  'x-problem-codes': codesOf(status),
  headers: {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...([409, 429, 503].includes(status) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
});

const HEADERS: Record<string, { description: string; schema: object }> = {
  RequestId: {
    description: 'The number of the request, also in the log. A caller may send one of its own.',
    schema: { type: 'string', example: '6f1cdd57-5c2f-4c1b-9f0e-2b1a4f0c9a11' },
  },
  ETag: {
    description: 'The version, for `If-Match`.',
    schema: { type: 'string', example: '"3"' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 0, example: 30 },
  },
  Location: {
    description: 'Where what was created is.',
    schema: { type: 'string', example: '/api/v1/tickets/7' },
  },
  IdempotencyReplayed: {
    description: '`true`: the request was carried out before, and this is how it was answered then.',
    schema: { type: 'string', enum: ['true'] },
  },
  RateLimitLimit: {
    description: 'How many requests a caller may send in a minute.',
    schema: { type: 'integer', example: 600_000 },
  },
  RateLimitRemaining: {
    description: 'How many of them are left.',
    schema: { type: 'integer', example: 599_958 },
  },
  RateLimitReset: {
    description: 'Seconds until all of them are there again.',
    schema: { type: 'integer', example: 42 },
  },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Any text of the caller: the same request with the same key is carried out once, and answered the same.',
  schema: { type: 'string', minLength: 1, maxLength: 255, example: '0f8fad5b-d9cb-469f-a165-70867728950e' },
} as const;

/** An action of which nothing more needs to be said needs no body. */
function freeEmptyBody({ requestBody }: Operation, schemas: Record<string, Json>): void {
  if (!requestBody || '$ref' in requestBody) return;
  const needs = Object.values(requestBody.content).some(({ schema }) => {
    const named = schema && '$ref' in schema ? schemas[schema.$ref.split('/').at(-1)!] : schema;
    return !isObject(named) || named['required'] !== undefined || named['oneOf'] !== undefined;
  });
  requestBody.required = needs;
}

/** Refusals that a route says itself stay as it says them. */
function describeRefusals(operation: Operation, path: string, method: string): void {
  const own = operation.responses;
  delete own['4XX'];
  for (const status of refusalsOf(operation, path, method))
    own[status] ??= { $ref: `#/components/responses/${refusalName(status)}` };
}

/** A shared refusal lists the codes of all routes; those of one route stand beside its refusals, by status. */
function nameCodes(operation: Operation, path: string): void {
  const statuses = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
  const codes = Object.fromEntries(statuses.map((status) => [status, codesAt(path, Number(status))]));
  Object.assign(operation, { 'x-problem-codes': codes });
}

/** Doors that are open to all, and refuse by what they are shown. */
const SIGN_IN = /^\/api\/v1\/(user-)?auth\//;

function refusalsOf(operation: Operation, path: string, method: string): number[] {
  const parameters = (operation.parameters ?? []) as { in: string; name: string }[];
  const isPublic = operation.security?.some((one) => Object.keys(one).length === 0) ?? false;
  const signsIn = SIGN_IN.test(path);
  const writes = method !== 'get';
  const body = operation.requestBody && 'content' in operation.requestBody && operation.requestBody.content;
  const reads = parameters.some((one) => one.in !== 'header') || Boolean(operation.requestBody);
  const takesFiles = Boolean(body && body['multipart/form-data']);
  const when: [number, boolean][] = [
    [400, true],
    [401, !isPublic || signsIn],
    // A desk may take no files.
    [403, !isPublic || signsIn || path.includes('{') || takesFiles],
    [404, path.includes('{')],
    [408, true],
    [414, path.includes('{')],
    [409, writes],
    [412, parameters.some(({ name }) => name === 'If-Match')],
    // A body is refused where none belongs, too.
    [413, writes],
    [415, writes],
    [422, reads || writes],
    [429, path.startsWith('/api/')],
    [431, true],
    [503, true],
  ];
  return when.filter(([, comes]) => comes).map(([status]) => status);
}

function describeHeaders(operation: Operation, schemas: Record<string, Json>): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!response || '$ref' in response || Number(status) >= 400) continue;
    const { headers = {}, content } = response;
    for (const name of headersOf(
      operation,
      Number(status),
      hasVersion(content?.['application/json']?.schema, schemas),
    ))
      headers[name] = { $ref: `#/components/headers/${HEADER_OF[name]!}` };
    response.headers = headers;
  }
}

const HEADER_OF: Record<string, string> = {
  'X-Request-Id': 'RequestId',
  'RateLimit-Limit': 'RateLimitLimit',
  'RateLimit-Remaining': 'RateLimitRemaining',
  'RateLimit-Reset': 'RateLimitReset',
  'Idempotency-Replayed': 'IdempotencyReplayed',
  Location: 'Location',
  ETag: 'ETag',
};

function headersOf({ security, parameters = [] }: Operation, status: number, versioned: boolean): string[] {
  const isPublic = security?.some((one) => Object.keys(one).length === 0) ?? false;
  const hasKey = parameters.some((one) => 'name' in one && one.name === 'Idempotency-Key');
  return Object.keys(HEADER_OF).filter(
    (name) =>
      name === 'X-Request-Id' ||
      (name.startsWith('RateLimit') && !isPublic) ||
      (name === 'Idempotency-Replayed' && hasKey) ||
      (name === 'Location' && status === 201) ||
      (name === 'ETag' && versioned),
  );
}

function hasVersion(schema: unknown, schemas: Record<string, Json>): boolean {
  const name = isObject(schema) && typeof schema['$ref'] === 'string' && schema['$ref'].split('/').at(-1);
  const properties = name && schemas[name]?.['properties'];
  return isObject(properties) && 'version' in properties;
}

/** A route that takes JSON or a form with files: JSON has none, and the form gets a name. */
function splitForms(operation: Operation, schemas: Record<string, Json>): void {
  const content =
    operation.requestBody && 'content' in operation.requestBody && operation.requestBody.content;
  if (!content || !content['multipart/form-data'] || !content['application/json']) return;
  const { allOf, example } = content['multipart/form-data'].schema as { allOf?: Json[]; example?: unknown };
  const [base, files] = allOf ?? [];
  const name = String(base?.['$ref']).split('/').at(-1)!;
  const json = schemas[name];
  if (!json || !files) return;
  const form = name.replace(/Dto$/, 'Form');
  schemas[form] = {
    ...json,
    description: 'The same as a form, with files. Fields of objects are named `requester[email]`.',
    properties: { ...(json['properties'] as Json), ...(files['properties'] as Json) },
  };
  content['application/json'] = { schema: { $ref: `#/components/schemas/${name}` }, example };
  content['multipart/form-data'] = { schema: { $ref: `#/components/schemas/${form}` } };
}

/** Fields that a request does not have are refused: what is only ever sent says so. */
function closeRequests(document: OpenAPIObject): void {
  const schemas = document.components!.schemas as Record<string, Json>;
  const sent = new Set<string>();
  const collect = (value: unknown): void =>
    eachObject(value, ({ $ref }) => {
      const name = typeof $ref === 'string' && $ref.split('/').at(-1);
      if (!name || sent.has(name)) return;
      sent.add(name);
      collect(schemas[name]);
    });
  eachObject(document.paths, ({ requestBody }) => collect(requestBody));
  for (const name of sent) if (schemas[name]?.['properties']) schemas[name]['additionalProperties'] ??= false;
}
