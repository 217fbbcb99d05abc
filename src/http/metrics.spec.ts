import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from './metrics.js';

/** Every line of a scrape that is no comment, by name and labels; a line that Prometheus could not read is an error. */
function readScrape(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line && !/^# (HELP|TYPE) [a-z][a-z0-9_]+ .+$/.test(line));
  return new Map(
    lines.map((line) => {
      const [, series, value] =
        /^([a-z][a-z0-9_]+(?:\{(?:[a-z]+="[^"\n]*",?)+\})?) ([\d.e+-]+|Nan|\+Inf)$/.exec(line) ?? [];
      if (!series) throw new Error(`Not a sample: ${line}`);
      return [series, Number(value)];
    }),
  );
}

const ours = (scrape: Map<string, number>): Record<string, number> =>
  Object.fromEntries([...scrape].filter(([series]) => series.startsWith('switchdesk_')));

describe('the metrics', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('count what happens by its labels, from 0 on where there are none', async () => {
    const metrics = new Metrics();
    const mails = metrics.counter('switchdesk_mails_total', 'Mails.', ['state']);
    metrics.counter('switchdesk_turns_total', 'Turns.');
    mails.inc({ state: 'sent' });
    mails.inc({ state: 'failed' }, 3);
    mails.inc({ state: 'sent' });
    expect(ours(readScrape(await metrics.text()))).toEqual({
      'switchdesk_mails_total{state="sent"}': 2,
      'switchdesk_mails_total{state="failed"}': 3,
      switchdesk_turns_total: 0,
    });
  });

  it('ask for what is so at the moment of the scrape', async () => {
    const metrics = new Metrics();
    let age = 5;
    metrics.gauge('switchdesk_age_seconds', 'Age.', ['mailbox'], async () => [
      { labels: { mailbox: '7' }, value: age },
    ]);
    expect(ours(readScrape(await metrics.text()))).toEqual({ 'switchdesk_age_seconds{mailbox="7"}': 5 });
    age = 6;
    expect(ours(readScrape(await metrics.text()))).toEqual({ 'switchdesk_age_seconds{mailbox="7"}': 6 });
  });

  it('leave out what cannot be found out', async () => {
    const metrics = new Metrics();
    metrics.gauge('switchdesk_broken', 'Broken.', [], () => Promise.reject(new Error('no database')));
    metrics.gauge('switchdesk_whole', 'Whole.', [], () => Promise.resolve([{ value: 1 }]));
    expect(ours(readScrape(await metrics.text()))).toEqual({ switchdesk_whole: 1 });
  });

  it('put durations into buckets that hold all that is faster', async () => {
    const metrics = new Metrics();
    const durations = metrics.histogram('switchdesk_request_seconds', 'Requests.', ['route']);
    for (const seconds of [0.003, 0.005, 0.2, 60]) durations.observe({ route: '/' }, seconds);
    const found = ours(readScrape(await metrics.text()));
    const bucket = (le: string) => found[`switchdesk_request_seconds_bucket{route="/",le="${le}"}`];
    expect(['0.005', '0.1', '0.25', '10', '+Inf'].map(bucket)).toEqual([2, 2, 3, 3, 4]);
    expect(found['switchdesk_request_seconds_count{route="/"}']).toBe(4);
    expect(found['switchdesk_request_seconds_sum{route="/"}']).toBeCloseTo(60.208);
  });

  it('tell of the process itself', async () => {
    const names = [...readScrape(await new Metrics().text()).keys()];
    expect(names).toContain('process_resident_memory_bytes');
    expect(names).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('have a name of our own, once', () => {
    const metrics = new Metrics();
    metrics.counter('switchdesk_mails_total', 'Mails.');
    for (const name of ['switchdesk_mails_total', 'mails_total', 'switchdesk_Mails'])
      expect(() => metrics.counter(name, 'Mails.')).toThrow('must have a name of its own');
  });
});
