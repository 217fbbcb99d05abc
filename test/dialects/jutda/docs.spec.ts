import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../support/server.js';
import { send, urlencoded } from '../../support/wire.js';

const SUSAN = { user: 'susan', password: 'fido' };
const TICKET = '31794';

/** The two examples of the documentation. Where it says `{% url helpdesk_api "hold_ticket" %}` stands the address of the desk. */
const CURL = (url: string): string => `${url} --data "user=susan&password=fido&ticket=31794"`;
// Its last line is misprinted there as "?<".
const PHP = (url: string): string => `<?php
$api = curl_init();
curl_setopt($api, CURLOPT_URL, "${url}");
curl_setopt($api, CURLOPT_POST, 1);
curl_setopt($api, CURLOPT_POSTFIELDS, "user=susan&password=fido&ticket=31794");
$result = curl_exec($api);
curl_close($api);
echo $result;
?>`;

const run = (command: string, args: string[], input = '') =>
  spawnSync(command, args, { input, encoding: 'utf8', env: { ...process.env, NO_PROXY: '*' } });
const hasCurl = run('curl', ['--version']).status === 0;
const hasPhp = /^curl$/m.test(run('php', ['-m']).stdout ?? '');

describe('the examples of the Jutda Helpdesk documentation', () => {
  let server: RunningServer;
  beforeAll(async () => {
    const passwordHash = createHash('sha1').update(SUSAN.password).digest('hex');
    server = await startServer({
      load: {
        departments: [{ id: 1, name: 'Support' }],
        staff: [
          { id: 1, username: 'susan', passwordHash, fullName: 'Susan', role: 'staff', departments: [1] },
        ],
      },
    });
    // The ticket of the documentation is the next one.
    const file = new Sqlite(join(server.dataDir, 'switchdesk.sqlite'));
    file.prepare("insert into sqlite_sequence (name, seq) values ('tickets', ?)").run(Number(TICKET) - 1);
    file.close();
    expect(await ask('create_ticket', { queue: '1', title: 'Printer' })).toBe(TICKET);
  });
  afterAll(() => server?.stop());

  const ask = async (method: string, fields: Record<string, string>): Promise<string> =>
    (
      await send(server.url, {
        method: 'POST',
        path: `/api/${method}/`,
        body: urlencoded({ ...SUSAN, ...fields }),
      })
    ).text;
  const isOnHold = (): boolean => {
    const file = new Sqlite(join(server.dataDir, 'switchdesk.sqlite'), { readonly: true });
    const row = file.prepare('select onHold from tickets where id = ?').get(TICKET) as { onHold: number };
    file.close();
    return row.onHold === 1;
  };

  it.skipIf(!hasCurl)('hold the ticket by curl', async () => {
    const { stdout, status } = run('sh', [
      '-c',
      `curl --silent --show-error ${CURL(`${server.url}/api/hold_ticket/`)}`,
    ]);
    expect([status, stdout]).toEqual([0, '']);
    expect(isOnHold()).toBe(true);
    await ask('unhold_ticket', { ticket: TICKET });
  });

  it.skipIf(!hasPhp)('hold the ticket by PHP', () => {
    expect(isOnHold()).toBe(false);
    const { stdout, stderr } = run('php', [], PHP(`${server.url}/api/hold_ticket/`));
    // Without CURLOPT_RETURNTRANSFER the empty answer is printed as it comes, and then `true`.
    expect(stdout, stderr).toBe('1');
    expect(isOnHold()).toBe(true);
  });
});
