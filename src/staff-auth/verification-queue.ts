import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';

const AT_ONCE = 2;
const WAITING_MAX = 100;

/** Too many people sign in at the same moment. */
export class SignInBusy extends AppError {
  constructor() {
    super('limited', 'auth.busy', { retryAfterSeconds: 1 });
  }
}

/** Password checks cost memory and time on purpose: at most two run at once, the others wait in line. */
@Injectable()
export class VerificationQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @throws SignInBusy when the line is too long. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running++;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= WAITING_MAX) throw new SignInBusy();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
