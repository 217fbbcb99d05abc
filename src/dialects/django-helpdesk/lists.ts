import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import type { SeenPart } from '../../tickets/seen-tickets.js';
import { notFound, DrfRefusal } from './django-helpdesk.errors.js';
import type { PageShape } from './django-helpdesk.shapes.js';

const PAGE_DEFAULT = 25;
const PAGE_MAX = 100;
/** Of a complete list: what is in memory at once. */
const BATCH = 100;

/** What can be listed: its rows in order of id, how many there are, and how they look. */
export interface Listing<R extends { id: number }, S> {
  rows: (part: SeenPart) => Promise<R[]>;
  count: () => Promise<number>;
  shape: (rows: R[]) => Promise<S[]>;
}

/** Lists in the shape that the clients of the desk know, see `DJANGO_LIST_SHAPE`. */
@Injectable()
export class Lists {
  constructor(private readonly config: Config) {}

  /** @throws DrfRefusal for a page that there is not */
  async answer<R extends { id: number }, S>(
    request: FastifyRequest,
    listing: Listing<R, S>,
  ): Promise<PageShape<S> | StreamableFile> {
    return this.config.djangoListShape === 'page' ? this.page(request, listing) : complete(listing);
  }

  /** @throws DrfRefusal as above */
  async page<R extends { id: number }, S>(
    request: FastifyRequest,
    { rows, count, shape }: Listing<R, S>,
  ): Promise<PageShape<S>> {
    const query = new URLSearchParams(request.originalUrl.split('?')[1]);
    const limit = sizeIn(query.get('page_size'));
    const total = await count();
    const last = Math.max(1, Math.ceil(total / limit));
    const number = pageIn(query.get('page'), last);
    const found = await rows({ offset: (number - 1) * limit, limit });
    return {
      count: total,
      next: number < last ? linkTo(request, query, number + 1) : null,
      previous: number > 1 ? linkTo(request, query, number - 1) : null,
      results: await shape(found),
    };
  }
}

/** All of it, sent as it is read. */
async function complete<R extends { id: number }, S>(listing: Listing<R, S>): Promise<StreamableFile> {
  const batches = batchesOf(listing);
  // Before the first byte: a database that fails then is still answered as an error.
  const first = await batches.next();
  return new StreamableFile(Readable.from(listOf(first, batches), { objectMode: false }));
}

async function* batchesOf<R extends { id: number }, S>({ rows, shape }: Listing<R, S>): AsyncGenerator<S[]> {
  let after = 0;
  for (;;) {
    const batch = await rows({ after, limit: BATCH });
    if (batch.length) yield await shape(batch);
    if (batch.length < BATCH) return;
    after = batch.at(-1)!.id;
  }
}

async function* listOf<S>(
  first: IteratorResult<S[], void>,
  rest: AsyncGenerator<S[]>,
): AsyncGenerator<string> {
  yield '[';
  if (!first.done) yield piece(first.value);
  for await (const batch of rest) yield `,${piece(batch)}`;
  yield ']';
}

const piece = (shapes: unknown[]): string => shapes.map((shape) => JSON.stringify(shape)).join(',');

function sizeIn(text: string | null): number {
  const size = /^\s*\+?\d{1,9}\s*$/.test(text ?? '') ? Number(text) : 0;
  return size > 0 ? Math.min(size, PAGE_MAX) : PAGE_DEFAULT;
}

function pageIn(text: string | null, last: number): number {
  if (text === null) return 1;
  const number = text === 'last' ? last : /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > last) throw new DrfRefusal(404, 'Invalid page.');
  return number;
}

/** As the caller came, with another page; the first one needs no number. */
function linkTo(request: FastifyRequest, query: URLSearchParams, number: number): string {
  const asked = new URLSearchParams(query);
  asked.delete('page');
  if (number > 1) asked.set('page', String(number));
  asked.sort();
  const search = asked.toString();
  return `${originOf(request)}${pathOf(request)}${search && `?${search}`}`;
}

/** Where the caller reaches the desk. */
export const originOf = ({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string =>
  `${protocol}://${host}`;

/** The path as the caller wrote it, with the slash that Django's has. */
export function pathOf({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): string {
  const path = originalUrl.split('?', 1)[0]!;
  return path.endsWith('/') ? path : `${path}/`;
}

/** The id of an address. @throws DrfRefusal for what is none */
export function idIn(text: string, model: Parameters<typeof notFound>[0]): number {
  if (!/^\d+$/.test(text)) throw notFound();
  const id = Number(text);
  if (id > 2_147_483_647) throw notFound(model);
  return id;
}
