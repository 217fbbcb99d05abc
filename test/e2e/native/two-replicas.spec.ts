import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import mysql from 'mysql2/promise';
import { type Replicas, startReplicas } from '../../support/replicas.js';
import { Client } from './client.js';
import { DESK, nativeSuite } from './suite.js';

const HOURLY_OR_DAILY = [
  'idempotency_purge',
  'outbox_cleanup',
  'purge-inbound-raw',
  'purge-outbound-raw',
  'rate_limit_purge',
  'reconcile-mails',
];

/** Nothing waits for the other replica: what one was told holds at both. */
describe.skipIf(!inject('mariadbUrl'))(
  'the native API of two replicas on MariaDB behind a round-robin proxy (needs MariaDB)',
  () => {
    let replicas: Replicas;
    let client: Client;
    beforeAll(async () => {
      replicas = await startReplicas(DESK);
      client = new Client(replicas.url);
    });
    afterAll(() => replicas?.stop());

    nativeSuite(() => client, 2);

    it('was asked of both, and each job ran at one of them', async () => {
      const [one, two] = replicas.proxy.turns as [number, number];
      expect(one).toBeGreaterThan(500);
      expect(Math.abs(one - two)).toBeLessThanOrEqual(1);
      const connection = await mysql.createConnection(replicas.desk.env['DATABASE_URL']!);
      const [rows] = await connection.query(
        'select name, successes + failures as runs from jobs where name in (?)',
        [HOURLY_OR_DAILY],
      );
      await connection.end();
      expect(rows).toHaveLength(HOURLY_OR_DAILY.length);
      // The hour may have turned meanwhile.
      for (const { runs } of rows as { runs: number }[]) expect([1, 2]).toContain(Number(runs));
    });
  },
);
