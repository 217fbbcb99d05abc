import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../common/actor.js';
import { DIALECT_MOUNTS } from '../../http/rewrite-url.js';
import { notFound } from './flicket.errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    flicketCall?: FlicketCall;
  }
}

/** The request as the guard has read it. */
export const Call = createParamDecorator(
  (_: unknown, context: ExecutionContext): FlicketCall =>
    context.switchToHttp().getRequest<FastifyRequest>().flicketCall!,
);

/** A page by its number. */
export interface NumberedPage {
  number: number;
  perPage: number;
  offset: number;
  limit: number;
}

type Texts = Record<string, string | undefined>;

const PER_PAGE_MAX = 100;
const ID_MAX = 2_147_483_647;

/** What a request asks for, and the addresses that its answer names. */
export class FlicketCall {
  constructor(
    readonly actor: Actor,
    private readonly base: string,
    private readonly given: { params: Texts; query: Record<string, unknown>; perPage: number },
  ) {}

  /** Absolute; what is undefined is left out of the query. */
  url(path: string, query: Record<string, string | number | undefined> = {}): string {
    const text = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ).toString();
    return `${this.base}${DIALECT_MOUNTS.flicket}/${path}${text ? `?${text}` : ''}`;
  }

  /** Of the desk, outside of this API. */
  deskUrl(path: string): string {
    return /^https?:/.test(path) ? path : this.base + path;
  }

  /** The number in the path. @throws FlicketRefusal: 404 for what is no id */
  id(name = 'id', max = ID_MAX): number {
    const id = idIn(this.given.params[name], max);
    if (id === undefined) throw notFound();
    return id;
  }

  /** A filter; undefined where it is absent or empty. Of several of one name the first counts. */
  text(name: string): string | undefined {
    const value = [this.given.query[name]].flat()[0];
    return typeof value === 'string' && value ? value : undefined;
  }

  /** A filter by id: undefined where there is none, or what was given is no number; as in Flicket. */
  number(name: string): number | undefined {
    return idIn(this.text(name));
  }

  /** In the path or as `page`, whatever the resource prints. @throws FlicketRefusal: 404 for a path that has no number */
  page(): NumberedPage {
    const inPath = this.given.params['page'];
    const number = Math.max(1, inPath === undefined ? (this.number('page') ?? 1) : this.id('page'));
    const perPage = Math.min(this.number('per_page') || this.given.perPage, PER_PAGE_MAX);
    return { number, perPage, offset: (number - 1) * perPage, limit: perPage };
  }
}

const idIn = (text: string | undefined, max = ID_MAX): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) && Number(text) <= max ? Number(text) : undefined;
