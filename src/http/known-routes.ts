import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { NATIVE_PREFIX } from './native-prefix.js';

interface Route {
  pattern: RegExp;
  method: string;
}

/** The routes there are, so that a path which exists for other methods is not called unknown. */
@Injectable()
export class KnownRoutes {
  private readonly routes: Route[] = [];
  private readonly places = new Map<string, string | undefined>();

  /** Before the routes are added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // A path like `*` exists for whatever is asked.
      if (url.includes('*')) return;
      const pattern = new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}/?$`);
      this.routes.push(...[method].flat().map((one) => ({ pattern, method: one })));
    });
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
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].toSorted();
  }
}
