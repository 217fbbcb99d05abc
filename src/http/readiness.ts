import { Injectable } from '@nestjs/common';

type Probe = () => Promise<unknown>;

/** What the process needs in order to serve. Rooms add what they depend on; `/readyz` asks all of it. */
@Injectable()
export class Readiness {
  private readonly probes = new Map<string, Probe>();

  add(name: string, probe: Probe): void {
    this.probes.set(name, probe);
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

  get names(): string[] {
    return [...this.probes.keys()];
  }
}
