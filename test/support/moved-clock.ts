import { Clock } from '../../src/common/clock.js';

/** A clock that stands still until a test moves it. */
export class MovedClock extends Clock {
  constructor(private time = new Date('2026-11-22T12:00:00.000Z')) {
    super();
  }

  now(): Date {
    return new Date(this.time);
  }

  move(milliseconds: number): void {
    this.time = new Date(this.time.getTime() + milliseconds);
  }
}
