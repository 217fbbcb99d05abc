import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { PNG } from '../../support/files.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { Client, TOKENS, file, type Json } from '../native/client.js';
import { Contract, type Operation } from './contract.js';
import { CALLERS, STATE } from './fuzz-desk.js';
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
    await furnish();
  });
  afterAll(() => server?.stop());

  /** Something for every id that is asked for. */
  async function furnish(): Promise<void> {
    for (let number = 1; number <= 8; number++) {
      const departmentId = 1 + (number % 3);
      const { body } = await client.call('POST', '/tickets', {
        as: TOKENS.all,
        form: {
          fields: { departmentId: String(departmentId), subject: `Ticket ${number}`, body: 'A body.' },
          files: [file('pixel.png', PNG)],
        },
      });
      await client.post(`/tickets/${body.id}/messages`, { body: 'A reply.' }, { as: TOKENS.all });
    }
  }

  it('is kept by every answer, whoever asks and whatever is sent', { timeout: 180_000 }, async () => {
    const requests = new Requests(contract);
    const faults = new Map<string, string>();
    const seen = new Set<string>();
    let sent = 0;
    for (let round = 0; round < ROUNDS[flavour]; round++)
      for (const [index, operation] of contract.operations.entries())
        for (const [place, as] of CALLERS.entries()) {
          const seed = SEED + round * 1_000_003 + index * 1009 + place;
          const [request] = fc.sample(requests.of(operation), { seed, numRuns: 1 });
          if (isSelfHarm(operation, request!.path)) continue;
          const { path, body, headers } = request!;
          const answer = await client.callAt(operation.method, path, {
            as,
            headers,
            ...(body !== undefined && { json: body }),
          });
          sent++;
          seen.add(`${operation.operationId} ${answer.status}`);
          const told = { ...answer, contentType: String(answer.headers['content-type'] ?? '') };
          const fault = contract.fault(operation, told);
          if (fault) faults.set(`${operation.operationId}: ${fault}`, `${path} ${JSON.stringify(body)}`);
          if (answer.status === 401 && as) client.forget(as);
        }
    console.log(`${sent} requests on ${flavour}, ${seen.size} pairs of operation and status, seed ${SEED}`);
    expect([...faults].map(([fault, request]): Json => ({ fault, request: request.slice(0, 300) }))).toEqual(
      [],
    );
    // A fuzzer that reaches nothing finds nothing.
    const reached = new Set(
      [...seen].filter((pair) => / 2\d\d$/.test(pair)).map((pair) => pair.split(' ')[0]),
    );
    const missed = contract.operations.map(({ operationId }) => operationId).filter((id) => !reached.has(id));
    if (flavour === 'sqlite') expect(missed.filter((id) => !HARD_TO_REACH.has(id))).toEqual([]);
  });
});

/** The callers stay who they are. */
const isSelfHarm = ({ method }: Operation, path: string): boolean =>
  method !== 'GET' && /\/api-tokens\/[1-4]\b/.test(path);

/** These need what no mere request can have: mails, signatures, secrets. */
const HARD_TO_REACH = new Set<string>([]);
