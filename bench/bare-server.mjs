import { hash } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import fastify from 'fastify';

/*
 * The yardstick: Fastify, a token that is verified as ours is (SHA-256, known for five seconds), the statements, and
 * their rows as JSON; of a sign-in the password is verified. Nothing is validated, nothing mapped, nothing logged.
 */

const KNOWN_MS = 5_000;
/** A day ahead: on a shared database the desk's relay must not find what this server leaves in the outbox. */
const AHEAD_MS = 86_400_000;

/**
 * @param {(hash: string) => Promise<boolean>} findToken
 * @param {(template: object[], run: object) => Promise<unknown[]> | unknown[]} runAll what each statement answered
 */
export async function serveBare(findToken, runAll) {
  const { routes } = await new Promise((resolve) => process.once('message', resolve));
  const app = fastify({ routerOptions: { ignoreTrailingSlash: true } });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, text, done) =>
    done(null, new URLSearchParams(text)),
  );
  const isKnown = knownTokens(findToken);
  app.addHook('onRequest', async (request, reply) => {
    if (!(await isKnown(request.headers.authorization))) return reply.code(401).send();
  });
  for (const { method, barePath, template, password } of routes) {
    app.route({
      method,
      url: barePath,
      handler: async (request) => {
        const run = { id: Number(request.params.id), results: [], now: new Date(Date.now() + AHEAD_MS) };
        const results = await runAll(template, run);
        if (password) await verify(hashIn(results), password);
        return results;
      },
    });
  }
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send({ port: app.server.address().port });
}

/** The hash of the account's password, in one of the rows that were found. */
const hashIn = (results) =>
  results
    .flat()
    .flatMap((row) => Object.values(row))
    .find((value) => String(value).startsWith('$argon2'));

/** Whether an `Authorization` header has a token that is good; what was found out holds for five seconds. */
export function knownTokens(findToken) {
  const known = new Map();
  return async (authorization = '') => {
    const tokenHash = hash('sha256', authorization.slice('Bearer '.length));
    const until = known.get(tokenHash);
    if (until > Date.now()) return true;
    if (!(await findToken(tokenHash))) return false;
    known.set(tokenHash, Date.now() + KNOWN_MS);
    return true;
  };
}
