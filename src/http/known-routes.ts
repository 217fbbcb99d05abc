import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NATIVE_PREFIX } from './native-prefix.js';

interface Route {
  pattern: RegExp;
  method: string;
  /** No part of its path is a parameter. */
  isWord: boolean;
}

/** The routes there are, so that a path which exists for other methods is not called unknown. */
@Injectable()
export class KnownRoutes {
  private readonly routes: Route[] = [];
  private readonly words = new Set<string>();
  private readonly places = new Map<string, string | undefined>();

  /** Before the routes are added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // A path like `*` exists for whatever is asked.
      if (url.includes('*')) return;
      const pattern = new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}/?$`);
      const isWord = !url.includes(':');
      if (isWord) this.words.add(url);
      this.routes.push(...[method].flat().map((one) => ({ pattern, method: one, isWord })));
    });
  }

  /** `/users/export` is no user, whatever method comes: it has led to `/users/:id`, which only it could not be. */
  mistakes({ url, routeOptions }: FastifyRequest): boolean {
    if (!routeOptions.url?.includes(':') || !url.startsWith(NATIVE_PREFIX)) return false;
    return this.words.has(url.split('?', 1)[0]!.replace(/\/$/, ''));
  }

  /** Where the things are that a route makes: `/tickets/:id/messages` makes `/messages/:id`. Undefined: they have no place. */
  placeOf(route: string, root = ''): string | undefined {
    // Dialects say themselves where their things are.
    if (!route.startsWith(NATIVE_PREFIX)) return undefined;
    if (!this.places.has(route)) {
      const place = NATIVE_PREFIX + route.split('/').at(-1);
      this.places.set(route, this.methodsOf(`${place}/1`).includes('GET') ? root + place : undefined);
    }
    return this.places.get(route);
  }

  /** What a path takes, in alphabetical order; nothing for one that does not exist. */
  methodsOf(url: string): string[] {
    const path = url.split('?', 1)[0]!;
    const routes = this.routes.filter(({ pattern }) => pattern.test(path));
    const words = routes.filter(({ isWord }) => isWord);
    return [...new Set((words.length ? words : routes).map(({ method }) => method))].toSorted();
  }
}
