import * as fc from 'fast-check';
import type { Contract, Operation } from './contract.js';

// oxlint-disable-next-line no-explicit-any -- schemas are read by their words
type Json = any;

export interface FuzzRequest {
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Values that belong nowhere. */
const STRANGE_TEXTS = ['', ' ', 'x', '\u0000', 'é📎\u202e', "' or 1=1 --", '%s%n', 'x'.repeat(5000)];
const STRANGE_NUMBERS = [0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER];
const STRANGE = fc.constantFrom<unknown>(
  null,
  true,
  [],
  {},
  { a: { b: [[]] } },
  ...STRANGE_TEXTS,
  ...STRANGE_NUMBERS,
);

/** Ids of which most exist. */
const ID = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER) },
);

const WORD = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z][a-z ]{0,12}[a-z]$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
);

/** Mostly right requests for what a document says, and some that are not. */
export class Requests {
  constructor(private readonly contract: Contract) {}

  /** What a caller may send to an operation. */
  of({ path, parameters, bodies }: Operation): fc.Arbitrary<FuzzRequest> {
    const named = (place: string): [string, fc.Arbitrary<unknown>, boolean][] =>
      parameters
        .filter((one) => one.in === place)
        .map(({ name, schema, required }) => [name, this.value(schema, name), required]);
    return fc
      .record({
        path: fields(named('path')),
        query: fields(named('query')),
        headers: fields(named('header').map(([name, , required]) => [name, header(name), required])),
        body:
          'application/json' in bodies
            ? this.value(bodies['application/json'], 'body')
            : fc.constant(undefined),
      })
      .map(({ path: ids, query, headers, body }) => ({
        path: path.replace(/\{(\w+)\}/g, (_, name: string) => encode(ids[name])) + queryOf(query),
        headers: headers as Record<string, string>,
        body,
      }));
  }

  private value(given: Json, name: string): fc.Arbitrary<unknown> {
    const schema = this.contract.resolve(given);
    return fc.oneof(
      { weight: 24, arbitrary: this.rightValue(schema, name) },
      { weight: 1, arbitrary: STRANGE },
      ...('example' in schema ? [{ weight: 12, arbitrary: fc.constant<unknown>(schema.example) }] : []),
    );
  }

  private rightValue(schema: Json, name: string): fc.Arbitrary<unknown> {
    if (schema.enum) return fc.constantFrom<unknown>(...schema.enum);
    const choice = schema.anyOf ?? schema.oneOf;
    if (choice) return fc.oneof(...choice.map((one: Json) => this.value(one, name)));
    const types: string[] = [schema.type ?? 'string'].flat();
    return fc.oneof(...types.map((type) => this.ofType(type, schema, name)));
  }

  private ofType(type: string, schema: Json, name: string): fc.Arbitrary<unknown> {
    if (type === 'null') return fc.constant(null);
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer' || type === 'number') return integer(schema);
    if (type === 'array') return fc.array(this.value(schema.items ?? {}, name), { maxLength: 4 });
    if (type === 'object') return this.object(schema);
    return text(schema, name);
  }

  private object({ properties = {}, required = [] }: Json): fc.Arbitrary<unknown> {
    const known = fields(
      Object.entries<Json>(properties).map(([name, schema]) => [
        name,
        this.value(schema, name),
        required.includes(name),
      ]),
    );
    return fc
      .tuple(known, fc.integer({ min: 0, max: 40 }))
      .map(([object, dice]) => (dice === 0 ? { ...object, surprise: 1 } : object));
  }
}

/** Fields that are required come nearly always, the others now and then. */
function fields(of: [string, fc.Arbitrary<unknown>, boolean][]): fc.Arbitrary<Record<string, unknown>> {
  const each = of.map(([name, value, required]) =>
    fc.tuple(fc.integer({ min: 0, max: 29 }), value).map(([dice, one]): [string, unknown][] => {
      return (required ? dice > 0 : dice < 9) ? [[name, one]] : [];
    }),
  );
  return fc.tuple(...each).map((entries) => Object.fromEntries(entries.flat()));
}

function integer({ minimum, maximum }: Json): fc.Arbitrary<unknown> {
  if (minimum === undefined && maximum === undefined) return ID;
  const [min, max] = [minimum ?? -5, maximum ?? 1000];
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min - 1, max + 1));
}

/** Nothing is asked of hosts that are not here. */
const NAMED: Record<string, fc.Arbitrary<unknown>> = {
  host: fc.constant('127.0.0.1'),
  port: fc.constant(1),
};

function text({ format, maxLength }: Json, name: string): fc.Arbitrary<unknown> {
  if (NAMED[name]) return NAMED[name];
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (/email|address/i.test(name)) return fc.stringMatching(/^[a-z]{3,8}@example\.(org|com)$/);
  if (maxLength !== undefined && maxLength <= 100_000)
    return fc.oneof(
      { weight: 9, arbitrary: WORD },
      { weight: 1, arbitrary: fc.constant('x'.repeat(maxLength + 1)) },
    );
  return WORD;
}

const header = (name: string): fc.Arbitrary<unknown> =>
  name === 'If-Match'
    ? fc.constantFrom('"1"', '"2"', '*', 'W/"3"', 'nonsense')
    : fc.stringMatching(/^[a-z0-9]{8,16}$/);

const encode = (value: unknown): string =>
  encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value ?? '1')) || '1';

function queryOf(query: Record<string, unknown>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encode(one)}`),
  );
  return pairs.length ? `?${pairs.join('&')}` : '';
}
