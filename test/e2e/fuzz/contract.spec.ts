import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { PNG } from '../../support/files.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { Client, TOKENS, file } from '../native/client.js';
import { Contract, type Operation } from './contract.js';
import { CALLERS, STATE } from './fuzz-desk.js';
import { Living } from './living.js';
import { Requests } from './requests.js';

/** Another seed finds other things: `FUZZ_SEED=7 FUZZ_ROUNDS=50 npm test -- test/e2e/fuzz`. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261123);
const ROUNDS = { sqlite: Number(process.env['FUZZ_ROUNDS'] ?? 5), mariadb: 1 };

describe.each(FLAVOURS)('the contract of the native API, on %s,', (flavour) => {
  let server: RunningServer;
  let client: Client;
  let contract: Contract;
  beforeAll(async () => {
    server = await startServer({ flavour, load: STATE });
    client = new Client(server.url);
    contract = new Contract((await client.callAt('GET', '/docs/openapi.json', { as: null })).body);
  });
  afterAll(() => server?.stop());

  /** Something for every id that is asked for; deletions have come last in each round. */
  async function furnish(): Promise<void> {
    for (let number = 1; number <= 4; number++) {
      const { body } = await client.call('POST', '/tickets', {
        as: TOKENS.all,
        form: {
          fields: { departmentId: String(1 + (number % 3)), subject: `Ticket ${number}`, body: 'A body.' },
          files: [file('pixel.png', PNG)],
        },
      });
      await client.post(`/tickets/${body.id}/messages`, { body: 'A reply.' }, { as: TOKENS.all });
    }
  }

  it('is kept by every answer, whoever asks and whatever is sent', { timeout: 180_000 }, async () => {
    const operations = contract.operations.toSorted((a, b) => rank(a) - rank(b));
    const requests = operations.map((operation) => new Requests(contract).of(operation));
    const faults = new Map<string, string>();
    const seen = new Set<string>();
    const living = new Living();
    let sent = 0;
    for (let round = 0; round < ROUNDS[flavour]; round++) {
      await furnish();
      for (const [index, operation] of operations.entries())
        for (const [place, as] of CALLERS.entries()) {
          const seed = SEED + round * 1_000_003 + index * 1009 + place;
          const [request] = fc.sample(requests[index]!, { seed, numRuns: 1 });
          const { path: said, body, headers } = request!;
          const path = living.aim(said);
          if (isSelfHarm(operation, path)) continue;
          const call = { as, headers, ...(body !== undefined && { json: body }) };
          const answer = await client.callAt(operation.method, path, call);
          sent++;
          living.learn(operation.method, path, answer);
          seen.add(`${operation.operationId} ${answer.status}`);
          const fault = contract.fault(operation, answer);
          if (fault) faults.set(`${operation.operationId}: ${fault}`, `${path} ${JSON.stringify(body)}`);
          if (endsSession(operation, answer.status) && as) client.forget(as);
        }
    }
    console.log(`${sent} requests on ${flavour}, ${seen.size} pairs of operation and status, seed ${SEED}`);
    expect([...faults].map(([fault, request]) => ({ fault, request: request.slice(0, 300) }))).toEqual([]);
    // A fuzzer that reaches nothing finds nothing. The rest needs a code of the moment, or a link from a mail.
    const reached = [...seen].filter((pair) => / 2\d\d$/.test(pair));
    expect(reached.length / operations.length).toBeGreaterThan(flavour === 'sqlite' ? 0.55 : 0.4);
  });
});

const rank = ({ method, path }: Operation): number =>
  method === 'DELETE' ? 2 + Number(/\{/.test(path)) : Number(path.includes('logout'));

const endsSession = ({ path }: Operation, status: number): boolean =>
  status === 401 || path.includes('logout');

/** The callers stay who they are. */
const isSelfHarm = ({ method }: Operation, path: string): boolean =>
  method !== 'GET' && /\/api-tokens\/[1-4]\b/.test(path);
