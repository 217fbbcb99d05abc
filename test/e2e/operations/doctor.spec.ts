import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Desk } from '../../support/desk.js';

describe.each(FLAVOURS)('the doctor of a desk on %s', (flavour) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.create(flavour);
  });
  afterAll(() => desk?.remove());

  const look = async (
    env: Record<string, string> = {},
  ): Promise<{ code: number | null; lines: string[] }> => {
    const { code, stdout } = await desk.start(['doctor'], env).ended;
    return { code, lines: stdout.trimEnd().split('\n') };
  };
  const faults = (lines: string[]): string[] => lines.filter((line) => line.startsWith('fault'));

  it(
    'finds nothing wrong with one that runs, nor with one that was never started',
    { timeout: 60_000 },
    async () => {
      expect(await look()).toMatchObject({ code: 0 });
      const { stop } = await desk.serve();
      const { code, lines } = await look();
      expect(faults(lines)).toEqual([]);
      expect(code).toBe(0);
      const checked = lines.filter((line) => line.startsWith('ok')).map((line) => line.split(/ +/)[1]);
      expect(checked).toEqual(expect.arrayContaining(['settings', 'database', 'clock', 'secret', 'storage']));
      await stop();
    },
  );

  it('says what is wrong and what to do', { timeout: 60_000 }, async () => {
    const wrong = { APP_SECRET: 'another secret than it was made with', SMTP_URL: 'smtp://127.0.0.1:1' };
    const { code, lines } = await look(wrong);
    expect(code).toBe(1);
    expect(faults(lines)).toEqual([
      expect.stringMatching(/^fault secret .*bring back that APP_SECRET/),
      expect.stringMatching(/^fault mail .*Look at SMTP_URL/),
    ]);
    expect((await look({ PORT: 'x' })).lines.join(' ')).toMatch(/^fault settings .*PORT must be/);
    chmodSync(desk.dataDir, 0o755);
    expect(faults((await look()).lines)).toEqual([expect.stringMatching(/^fault folder .*chmod o=/)]);
    chmodSync(desk.dataDir, 0o700);
    if (flavour === 'mariadb')
      expect(faults((await look({ DATABASE_URL: 'mysql://x@127.0.0.1:1/x' })).lines)).toEqual([
        expect.stringMatching(/^fault database .*DATABASE_URL/),
      ]);
  });
});
