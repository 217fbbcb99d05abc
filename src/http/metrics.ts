import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Metric, Registry } from 'prom-client';

/** Values come from a bounded set (states, names of the code, route patterns): never ids, addresses or texts. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels?: Labels;
  value: number;
}

/** As the library reads a metric: what we have counted ourselves needs no object of its own there. */
interface Source {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  get: () => Promise<Omit<Source, 'get'> & { values: (Sample & { metricName?: string })[] }>;
}

interface Series {
  labels: Labels;
  /** By bound, the last one without: observations above the bound before it. */
  counts: number[];
  sum: number;
}

const NAME = /^switchdesk(_[a-z]+)+$/;
/** Of durations, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A room that does not answer must not cost the rest of the scrape. */
const COLLECT_MS = 3_000;

/**
 * What an operator watches, in the words of Prometheus; names begin with `switchdesk_`. Counting is an addition in memory.
 * All else waits for somebody to ask: the library, which is large, is loaded by the first scrape.
 */
@Injectable()
export class Metrics {
  private readonly logger = new Logger('Metrics');
  private readonly sources = new Map<string, Source>();
  private registry?: Promise<Registry>;

  /** Something that happens; the name ends in `_total`. Each label must be given a value whenever it is counted. */
  counter(
    name: string,
    help: string,
    labels: readonly string[] = [],
  ): { inc: (of?: Labels, by?: number) => void } {
    const values = new ByLabels<{ labels: Labels; value: number }>(labels, (of) => ({
      labels: of,
      value: 0,
    }));
    const inc = (of: Labels = {}, by = 1): void => void (values.get(of).value += by);
    // What is never labelled is 0 until it happens, and not unknown.
    if (!labels.length) inc({}, 0);
    this.add(name, help, 'counter', () => values.all);
    return { inc };
  }

  /** Something that is so now: asked at every scrape. What cannot be found out is left out and logged. */
  gauge(name: string, help: string, labels: readonly string[], collect: () => Promise<Sample[]>): void {
    this.add(name, help, 'gauge', async () => {
      const samples = await Promise.race([collect(), setTimeout(COLLECT_MS, undefined, { ref: false })]);
      if (!samples) throw new Error(`no answer within ${COLLECT_MS} ms`);
      return samples.map(({ labels: of = {}, value }) => ({ labels: only(labels, of), value }));
    });
  }

  /** How long something takes, in seconds; the name ends in `_seconds`. */
  histogram(
    name: string,
    help: string,
    labels: readonly string[],
  ): { observe: (of: Labels, seconds: number) => void } {
    const series = new ByLabels<Series>(labels, (of) => ({
      labels: of,
      counts: Array<number>(BOUNDS.length + 1).fill(0),
      sum: 0,
    }));
    this.add(name, help, 'histogram', () => series.all.flatMap((one) => samplesOf(name, one)));
    return {
      observe: (of, seconds) => {
        const one = series.get(of);
        const at = BOUNDS.findIndex((bound) => seconds <= bound);
        one.counts[at < 0 ? BOUNDS.length : at]! += 1;
        one.sum += seconds;
      },
    };
  }

  /** The text of a scrape: ours, and what the library knows of the process (memory, event loop, garbage collection). */
  async text(): Promise<string> {
    this.registry ??= this.load();
    return (await this.registry).metrics();
  }

  private async load(): Promise<Registry> {
    const { Registry, collectDefaultMetrics } = await import('prom-client');
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    for (const source of this.sources.values()) registry.registerMetric(source as unknown as Metric);
    return registry;
  }

  private add(
    name: string,
    help: string,
    type: Source['type'],
    read: () => Sample[] | Promise<Sample[]>,
  ): void {
    if (!NAME.test(name) || this.sources.has(name) || this.registry)
      throw new Error(
        `The metric "${name}" must have a name of its own, in snake case, before the first scrape.`,
      );
    const known = async (): Promise<Sample[]> => {
      try {
        return await read();
      } catch (error) {
        this.logger.warn(`${name} is unknown: ${String(error)}`);
        return [];
      }
    };
    this.sources.set(name, {
      name,
      help,
      type,
      get: async () => ({ name, help, type, values: await known() }),
    });
  }
}

const only = (names: readonly string[], labels: Labels): Labels =>
  Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));

/**
 * What is counted under the same labels. A tree by their values, which are the same few texts again and again: one key made
 * of them would be a new text to be hashed each time, which takes longer than the counting.
 */
class ByLabels<T> {
  readonly all: T[] = [];
  private readonly root = new Map<string | undefined, unknown>();

  constructor(
    private readonly names: readonly string[],
    private readonly make: (labels: Labels) => T,
  ) {}

  get(labels: Labels): T {
    let node = this.root;
    for (const name of this.names) {
      let next = node.get(labels[name]) as typeof node | undefined;
      if (!next) node.set(labels[name], (next = new Map()));
      node = next;
    }
    const known = node.get(undefined) as T | undefined;
    if (known) return known;
    const made = this.make(labels);
    node.set(undefined, made);
    this.all.push(made);
    return made;
  }
}

/** Buckets count what is at or below their bound. */
function samplesOf(name: string, { labels, counts, sum }: Series): (Sample & { metricName: string })[] {
  let count = 0;
  const buckets = counts.map((some, at) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le: at < BOUNDS.length ? String(BOUNDS[at]) : '+Inf' },
    value: (count += some),
  }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
