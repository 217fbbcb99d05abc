import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

interface Route {
  pattern: RegExp;
  method: string;
}

/** The routes there are, so that a path which exists for other methods is not called unknown. */
@Injectable()
export class KnownRoutes {
  private readonly routes: Route[] = [];

  /** Before the routes are added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // A path like `*` exists for whatever is asked.
      if (url.includes('*')) return;
      const pattern = new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}/?$`);
      this.routes.push(...[method].flat().map((one) => ({ pattern, method: one })));
    });
  }

  /** What a path takes, in alphabetical order; nothing for one that does not exist. */
  methodsOf(url: string): string[] {
    const path = url.split('?', 1)[0]!;
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].toSorted();
  }
}
