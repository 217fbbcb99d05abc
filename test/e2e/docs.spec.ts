import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_KEY } from '../../src/http/permission.decorator.js';
import { Desk, type Serving } from '../support/desk.js';

const HELPDESKZ_ENDPOINTS = 23;

interface Operation {
  operationId: string;
  summary: string;
  security?: object[];
}

interface Document {
  openapi: string;
  info: { version: string };
  security: object[];
  paths: Record<string, Record<string, Operation>>;
}

interface Route {
  /** `GET /api/v1/tickets/{id}` */
  name: string;
  /** The name of the controller's method. */
  method: string;
  isPublic: boolean;
}

/** The native routes as their controllers declare them. */
async function nativeRoutes(): Promise<Route[]> {
  const files = globSync('src/**/*.controller.ts', { exclude: ['src/dialects/**'] });
  const rooms: object[] = await Promise.all(files.map((file) => import(pathToFileURL(resolve(file)).href)));
  return rooms.flatMap((room) => Object.values(room)).flatMap(routesOf);
}

function routesOf(controller: new () => object): Route[] {
  const { prototype } = controller;
  return Object.getOwnPropertyNames(prototype)
    .map((method) => [method, Reflect.get(prototype, method) as object] as const)
    .filter(([, handler]) => Reflect.hasMetadata(METHOD_METADATA, handler))
    .map(([method, handler]) => {
      const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
      const parts = [controller, handler].map((place) => String(Reflect.getMetadata(PATH_METADATA, place)));
      const path = parts
        .flatMap((part) => part.split('/'))
        .filter(Boolean)
        .map((part) => part.replace(/^:(.*)$/, '{$1}'))
        .join('/');
      const isPublic = [controller, handler].some((place) => Reflect.hasMetadata(PUBLIC_KEY, place));
      return {
        name: `${verb} ${/^((health|ready)z|metrics)$/.test(path) ? '/' : '/api/v1/'}${path}`,
        method,
        isPublic,
      };
    });
}

const operationsOf = ({ paths }: Document): [name: string, operation: Operation][] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]): [string, Operation] => [
      `${verb.toUpperCase()} ${path}`,
      operation,
    ]),
  );

let desk: Desk;
let server: Serving;

beforeAll(async () => {
  desk = await Desk.create('sqlite');
  server = await desk.serve();
});
afterAll(() => desk?.remove());

const get = (path: string): Promise<Response> => fetch(`${server.url}${path}`, { redirect: 'manual' });

const document = async (path: string): Promise<Document> =>
  (await (await get(`${path}/openapi.json`)).json()) as Document;

describe.each(['/docs', '/docs/helpdeskz', '/docs/flicket'])('the document at %s', (path) => {
  it('is valid OpenAPI 3.1: the linter finds no error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchdesk-docs-'));
    const file = join(folder, 'openapi.json');
    try {
      writeFileSync(file, JSON.stringify(await document(path)));
      expect(await lint(file)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is what `switchdesk openapi` prints, without a server or a database', async () => {
    const dialect = path.split('/')[2];
    const { code, stdout } = await desk.command('openapi', ...(dialect ? ['--dialect', dialect] : []));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(await document(path));
  });

  it('names each operation once, and in a line', async () => {
    const operations = operationsOf(await document(path)).map(([, operation]) => operation);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(operations.filter(({ summary }) => !/^[A-Z0-9][^`\n]+\.$/.test(summary ?? ''))).toEqual([]);
  });

  it('is shown by a page that loads nothing from elsewhere and runs no inline script', async () => {
    const page = await get(path);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { pathname } = new URL(asset, `${server.url}${path}`);
      expect([asset, (await get(pathname)).status]).toEqual([expect.stringMatching(/^\.\//), 200]);
    }
  });
});

/** What redocly's recommended rules call errors; nothing is asked of the network. */
async function lint(file: string): Promise<unknown[]> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const redocly = resolve('node_modules/@redocly/cli/bin/cli.js');
  const args = [redocly, 'lint', file, '--extends', 'recommended', '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(
    (failed: { stdout: string }) => failed,
  );
  const { problems } = JSON.parse(stdout) as { problems: { severity: string }[] };
  return problems.filter(({ severity }) => severity === 'error');
}

it('describes every native route, by the name of its method and with its security', async () => {
  const native = await document('/docs');
  const documented = operationsOf(native).map(([name, { operationId, security }]) => ({
    name,
    method: operationId,
    isPublic: security?.some((one) => Object.keys(one).length === 0) ?? false,
  }));
  const byName = (a: Route, b: Route): number => a.name.localeCompare(b.name);
  expect(documented.toSorted(byName)).toEqual((await nativeRoutes()).toSorted(byName));
  expect(native.security).toEqual([{ bearer: [] }, { basic: [] }]);
});

it('describes each endpoint of HelpDeskZ once', async () => {
  const names = operationsOf(await document('/docs/helpdeskz')).map(([name]) => name);
  expect(names).toHaveLength(HELPDESKZ_ENDPOINTS);
  expect(names.filter((name) => !/^(GET|POST) \/helpdeskz\/api\//.test(name))).toEqual([]);
});

it('shows one version everywhere', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const printed = await desk.command('--version');
  const health = (await (await get('/healthz')).json()) as { version: string };
  const documents = await Promise.all(['/docs', '/docs/helpdeskz'].map(document));
  expect([printed.stdout.trim(), health.version, ...documents.map(({ info }) => info.version)]).toEqual(
    Array(4).fill(version),
  );
});

it('sends who opens the desk itself to the documentation', async () => {
  const answer = await get('/');
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs']);
});

it.each([
  ['/docs', /^default-src 'self'/, 'SAMEORIGIN'],
  ['/api/v1/tickets', /^default-src 'none';frame-ancestors 'none'$/, 'DENY'],
  ['/helpdeskz/api/tickets', /^default-src 'none';frame-ancestors 'none'$/, 'DENY'],
])(
  'answers at %s with the headers that keep browsers from guessing and framing',
  async (path, policy, framed) => {
    expect(Object.fromEntries((await get(path)).headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(policy),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': framed,
      'strict-transport-security': expect.stringMatching(/^max-age=/),
    });
  },
);
