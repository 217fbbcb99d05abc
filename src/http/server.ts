import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { SettingsService } from '../settings/settings.service.js';
import { faultOfBody } from './body-shape.js';
import { tagAnswers } from './etag.js';
import { ForeignDoors } from './foreign-doors.js';
import { keepAnswers } from './idempotency.js';
import { KnownRoutes } from './known-routes.js';
import { markLanguage, nameLanguages } from './language.js';
import { Metrics } from './metrics.js';
import { serveDocuments, type ApiDocument } from './openapi.js';
import { PROBLEM_TYPE, toProblem, isOurFault } from './problem.js';
import { DIALECT_MOUNTS, prefixesOf, rewriteUrl } from './rewrite-url.js';
import { withoutSecret } from './secret-routes.js';
import { securityHeaders } from './security-headers.js';
import { unsupportedMediaType } from './unsupported-media-type.js';
import { validationPipe } from './validation.js';

/** JSON and form bodies; files are streamed under limits of their own. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

/** The Fastify side of the desk: request ids, dialect dispatch, limits. */
export function createAdapter(config: Config): FastifyAdapter {
  const mounts = { dialects: config.dialects, prefixes: prefixesOf(config) };
  return new FastifyAdapter({
    trustProxy: trustedProxies(config.trustProxy),
    bodyLimit: BODY_LIMIT_BYTES,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    },
    rewriteUrl: (request: IncomingMessage) =>
      rewriteUrl(request.method ?? '', request.url ?? '/', request.headers, mounts),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: refuse,
    multipart: false,
    // Hooks do what middleware would: none of it is asked about each request.
    skipMiddie: true,
  });
}

/** A number of hops, as Fastify wants it: the proxies nearest to us are believed, and nobody behind them. */
const trustedProxies = (
  trust: Config['trustProxy'],
): boolean | string | ((address: string, hop: number) => boolean) =>
  typeof trust === 'number' ? (_address, hop) => hop < trust : trust;

/** A path that cannot be read reaches no route, and no filter of errors. */
function refuse(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error, request.id, request.language);
  markLanguage(reply, request.language);
  void reply
    .status(problem.status)
    .headers({ 'x-request-id': request.id, 'content-type': PROBLEM_TYPE })
    .send(JSON.stringify(problem));
}

/** Native routes are under `/api/v1`; health, docs and dialects have their own places. */
export const setPrefix = (app: NestFastifyApplication): void => {
  const dialects = Object.values(DIALECT_MOUNTS).flatMap((mount) => [
    mount.slice(1),
    `${mount.slice(1)}/*path`,
  ]);
  app.setGlobalPrefix('api/v1', { exclude: ['healthz', 'readyz', 'metrics', ...dialects] });
};

/** What pages of other origins may read of an answer, besides its body. */
const EXPOSED_HEADERS = [
  'content-language',
  'content-disposition',
  'etag',
  'idempotency-replayed',
  'location',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'x-request-id',
] as const;

/** Everything between the socket and the controllers; the same in the server and in the tests. */
export async function prepare(
  app: NestFastifyApplication,
  config: Config,
  documents: ApiDocument[],
  logger: Logger,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  setPrefix(app);
  app.get(KnownRoutes).watch(fastify);
  app.useGlobalPipes(validationPipe());
  if (config.corsOrigins.length)
    app.enableCors({
      origin: [...config.corsOrigins],
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [...EXPOSED_HEADERS],
    });
  // Few routes read cookies: they are not parsed before one does.
  await fastify.register(cookie, { hook: false });
  nameLanguages(fastify, () => app.get(SettingsService).get('locale'));
  await headAnswers(fastify);
  await fastify.register(readForms);
  const root = config.publicUrl ? new URL(config.publicUrl).pathname.replace(/\/+$/, '') : '';
  tagAnswers(fastify, ({ routeOptions }) => app.get(KnownRoutes).placeOf(routeOptions.url ?? '', root));
  keepAnswers(fastify);
  serveDocuments(app, documents, config.publicUrl);
  readBodies(fastify, app.get(ForeignDoors));
  logRequests(fastify, logger);
  measureRequests(fastify, app.get(Metrics));
}

/** Security headers and the request's id, on every answer. */
async function headAnswers(fastify: FastifyInstance): Promise<void> {
  const securityOf = await securityHeaders();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(securityOf(request.url)).header('x-request-id', request.id);
    done();
  });
}

/**
 * The parser of multipart forms, without its hooks: they look after files that it saved itself (`saveRequestFiles`), for
 * every request, and ours go to a sink of our own (multipart.ts).
 */
const readForms = Object.assign(
  (fastify: FastifyInstance, _: object, done: () => void): void =>
    multipart(Object.create(fastify, { addHook: { value: () => fastify } }) as FastifyInstance, {}, done),
  // For all routes, and not those of this function alone.
  { [Symbol.for('skip-override')]: true },
);

/**
 * JSON and forms. In a dialect a form is kept as it came, and what cannot be read counts as empty:
 * the originals answer such requests with their list of missing fields.
 */
function readBodies(fastify: FastifyInstance, doors: ForeignDoors): void {
  const isForeign = (request: FastifyRequest): boolean => doors.of(request.url) !== undefined;
  const unreadable = (request: FastifyRequest, text: string): unknown =>
    doors.of(request.url)?.unreadable?.(text) ?? {};
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  // Only these two: the parser of multipart forms stays.
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser<string>(
    /^application\/([\w.-]+\+)?json/,
    { parseAs: 'string' },
    (request, text, done) => {
      if (!text) return done(null, undefined);
      if (isForeign(request))
        parseJson(request, text, (error: Error | null, body?: unknown) =>
          done(null, error ? unreadable(request, text) : (body ?? {})),
        );
      else
        parseJson(request, text, (error: Error | null, body?: unknown) =>
          done(error ?? faultOfBody(body) ?? null, body),
        );
    },
  );
  fastify.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, text, done) => {
      if (isForeign(request)) done(null, new URLSearchParams(text));
      else done(unsupportedMediaType(request));
    },
  );
  fastify.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, text, done) => {
    if (isForeign(request) || !text) done(null, undefined);
    else done(unsupportedMediaType(request));
  });
}

/** One line a request that changed something or failed; reads only at debug level. Never a body, query or header. */
function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const failed = isOurFault(reply.statusCode);
    const level = failed ? 'error' : request.method === 'GET' && reply.statusCode < 400 ? 'debug' : 'info';
    if (logger.isLevelEnabled(level))
      logger[level](
        {
          requestId: request.id,
          method: request.method,
          path: withoutSecret(request.originalUrl.split('?', 1)[0]!),
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
          address: request.ip,
          actor: request.actor && `${request.actor.kind}:${request.actor.id}`,
        },
        'request',
      );
    done();
  });
}

/** By the pattern of the route, so that what strangers try does not fill the memory. */
function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const durations = metrics.histogram(
    'switchdesk_http_request_duration_seconds',
    'Time from a request to the end of its answer, by route and status.',
    ['method', 'route', 'status'],
  );
  fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const status = String(reply.statusCode);
    durations.observe({ method, route: routeOptions.url ?? 'none', status }, reply.elapsedTime / 1_000);
    done();
  });
}
