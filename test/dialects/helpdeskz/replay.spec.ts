import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { mailLines, waitForMails } from './mails.js';
import {
  LOADED_TIMES,
  type RecordedCase,
  initialState,
  recordedBody,
  recordedHeaders,
  recording,
  tokenNamed,
} from './recording.js';
import { type Answer, send, urlencoded } from '../../support/wire.js';

/** Where we differ from the original on purpose: the exact answer instead, or the recorded one with texts replaced. */
interface Deviation {
  cases: number[];
  reason: string;
  status?: number;
  body?: string;
  replace?: [recorded: string, ours: string][];
  /** A request that makes the row which the refused one made in the original, so that later ids stay aligned. */
  standIn?: { method: string; path: string; fields: Record<string, string>; body: string };
}

const deviations: Deviation[] = JSON.parse(readFileSync(new URL('deviations.json', import.meta.url), 'utf8'));
const deviationsOf = (n: number) => deviations.filter(({ cases }) => cases.includes(n));

const JSON_TYPE = 'application/json; charset=UTF-8';
const VOLATILE = /"(date|last_login|last_update|registration)":"([^"]*)"/g;
const NEAR_S = 600;

/**
 * An accident of the original: a redirect, a page for browsers, a crash, or a success that stored nothing.
 * None of them made or removed a row (a test below holds that), so leaving them out shifts no id.
 */
const isAccident = ({ content_type, silent_failure }: RecordedCase): boolean =>
  content_type !== JSON_TYPE || silent_failure !== undefined;

const replayed = recording.cases.filter((recorded) => !isAccident(recorded));

describe('the recording', () => {
  it('leaves out only cases that changed nothing in the original, so that ids stay aligned', () => {
    const changing = recording.cases
      .filter(isAccident)
      .filter(({ db_delta }) => Object.keys(db_delta).length > 0);
    expect(changing.map(({ n }) => n)).toEqual([]);
  });

  it('deviates only where a case is replayed and the replaced text was recorded', () => {
    for (const { cases, replace = [] } of deviations) {
      for (const n of cases) {
        const recorded = replayed.find((one) => one.n === n);
        expect(recorded, `case ${n} is replayed`).toBeDefined();
        for (const [text] of replace) expect(recordedText(recorded!)).toContain(text);
      }
    }
  });
});

describe.each(FLAVOURS)('the recorded answers of HelpDeskZ, replayed on %s', (flavour) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ flavour, load: initialState() });
  });
  afterAll(() => server?.stop());

  it.each(replayed.map((recorded) => [recorded.n, recorded.name, recorded] as const))(
    'answers %i %s',
    async (_, __, recorded) => {
      const { method, path, headers } = recorded.request;
      const body = recordedBody(recorded.request);
      const answer = await send(server.url, { method, path, headers: recordedHeaders(headers), body });
      expectAnswer(answer, recorded);
      for (const { standIn } of deviationsOf(recorded.n))
        if (standIn) await expectStandIn(server.url, standIn);
    },
  );

  it('has sent the recorded mails and no others', async () => {
    const recorded = replayed.flatMap(({ mails = [] }) => mails);
    const shown = await waitForMails(server.dataDir, recorded.length);
    expect(mailLines(shown)).toEqual(mailLines(recorded));
  });
});

async function expectStandIn(url: string, { method, path, fields, body }: Required<Deviation>['standIn']) {
  const headers = { Token: tokenNamed('FULL') };
  expect((await send(url, { method, path, headers, body: urlencoded(fields) })).text).toBe(body);
}

function expectAnswer(answer: Answer, recorded: RecordedCase): void {
  const expected = expectedAnswer(recorded);
  const order = recorded.unstable?.includes('body') ? sortedById : (text: string) => text;
  const [ours, theirs] = [order(answer.text), order(expected.body)];
  expect(withoutTimes(ours)).toBe(withoutTimes(theirs));
  expect({ status: answer.status, contentType: answer.contentType }).toEqual({
    status: expected.status,
    contentType: JSON_TYPE,
  });
  const recordedTimes = timesIn(theirs);
  for (const [index, time] of timesIn(ours).entries()) expectTime(time, recordedTimes[index]!);
}

function expectedAnswer(recorded: RecordedCase): { status: number; body: string } {
  const expected = { status: recorded.status, body: recordedText(recorded) };
  for (const { status, body, replace = [] } of deviationsOf(recorded.n)) {
    expected.status = status ?? expected.status;
    expected.body = body ?? expected.body;
    for (const [text, ours] of replace) expected.body = expected.body.replaceAll(text, ours);
  }
  return expected;
}

/** JSON was recorded parsed; the original writes it as `JSON.stringify` does: compact, nothing escaped, keys in order. */
const recordedText = ({ body, body_is_json }: RecordedCase): string =>
  body_is_json ? JSON.stringify(body) : String(body);

const withoutTimes = (text: string) => text.replace(VOLATILE, '"$1":"<time>"');

const timesIn = (text: string) => [...text.matchAll(VOLATILE)].map(([, , time]) => time!);

function expectTime(time: string, recorded: string): void {
  if (LOADED_TIMES.has(recorded)) return expect(time).toBe(recorded);
  expect(time).toMatch(/^[1-9]\d{9}$/);
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(NEAR_S);
}

/** Every list of the answer in the order of its ids; the keys of each object stay as they came. */
const sortedById = (text: string): string =>
  JSON.stringify(JSON.parse(text), (_, value) =>
    Array.isArray(value) ? value.toSorted((one, other) => Number(one.id) - Number(other.id)) : value,
  );
