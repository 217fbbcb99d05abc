/** The time, injected so that tests can move it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** Of a Date, or of RFC 3339 text. */
export const unixSeconds = (time: Date | string): number =>
  Math.floor((typeof time === 'string' ? Date.parse(time) : time.getTime()) / 1000);
