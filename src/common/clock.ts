/** The time, injected so that tests can move it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

export const unixSeconds = (time: Date): number => Math.floor(time.getTime() / 1000);
