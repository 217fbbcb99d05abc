import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastify from 'fastify';

export type SecurityHeaders = Record<string, string>;

/** Pages of the documentation: scripts come from here only; Swagger UI styles itself inline and draws its logo from a data: address. */
const OF_PAGES: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    directives: {
      'upgrade-insecure-requests': null,
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
    },
  },
};

/** Data: a browser that is led to it shows nothing, runs nothing, and frames it nowhere. What only pages obey is left out. */
const OF_DATA: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  frameguard: { action: 'deny' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  dnsPrefetchControl: false,
  ieNoOpen: false,
  permittedCrossDomainPolicies: false,
  xssFilter: false,
};

/** What helmet sets, by path. It would work the same headers out anew for every answer: here it does so once. */
export async function securityHeaders(): Promise<(path: string) => SecurityHeaders> {
  const [pages, data] = [await headersOf(OF_PAGES), await headersOf(OF_DATA)];
  return (path) => (path.startsWith('/docs') ? pages : data);
}

async function headersOf(options: FastifyHelmetOptions): Promise<SecurityHeaders> {
  const probe = fastify();
  await probe.register(helmet, options);
  let names: string[] = [];
  probe.get('/', (_, reply) => {
    names = reply.raw.getHeaderNames();
    return '';
  });
  const { headers } = await probe.inject('/');
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}
