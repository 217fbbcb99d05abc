import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

type Probe = () => Promise<unknown>;
type Report = () => Promise<object>;

/** A report that takes longer is left out: who asks has a deadline of their own. */
const REPORT_MS = 2_000;

/** What the process needs in order to serve. Rooms add what they depend on; `/readyz` asks all of it. */
@Injectable()
export class Readiness {
  private readonly probes = new Map<string, Probe>();
  private readonly reports = new Map<string, Report>();

  add(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }

  /** Shown beside the answer (the age of the last mail, say), and never a reason against serving. */
  report(name: string, details: Report): void {
    this.reports.set(name, details);
  }

  /** Not ready until the returned function is called: the start has more to do. */
  hold(name: string): () => void {
    this.probes.set(name, () => Promise.reject(new Error('still starting')));
    return () => void this.probes.delete(name);
  }

  /** The names of what does not answer; none: ready. */
  async failing(): Promise<string[]> {
    const asked = [...this.probes].map(async ([name, probe]) => {
      const isReady = await probe().then(
        () => true,
        () => false,
      );
      return isReady ? [] : [name];
    });
    return (await Promise.all(asked)).flat();
  }

  /** What the rooms report, by name; without those that cannot. */
  async details(): Promise<Record<string, object>> {
    const asked = [...this.reports].map(async ([name, report]) => {
      const late = setTimeout(REPORT_MS, undefined, { ref: false });
      const details = await Promise.race([report(), late]).catch(() => undefined);
      return details ? [[name, details] as const] : [];
    });
    return Object.fromEntries((await Promise.all(asked)).flat());
  }

  get names(): string[] {
    return [...this.probes.keys()];
  }
}
