import { describe, expect, it } from 'vitest';
import { SignInBusy, VerificationQueue } from './verification-queue.js';

describe('the line at the door', () => {
  it('lets two in at once and everybody in the end', async () => {
    const queue = new VerificationQueue();
    let inside = 0;
    let most = 0;
    const visit = () =>
      queue.run(async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
      });
    await Promise.all(Array.from({ length: 20 }, visit));
    expect([most, inside]).toEqual([2, 0]);
  });

  it('is not held up by a failure', async () => {
    const queue = new VerificationQueue();
    const fails = () => queue.run(() => Promise.reject(new Error('no')));
    await Promise.allSettled(Array.from({ length: 5 }, fails));
    expect(await queue.run(() => Promise.resolve('in'))).toBe('in');
  });

  it('sends people away when it is too long', async () => {
    const queue = new VerificationQueue();
    let open = () => {};
    const door = new Promise<void>((resolve) => (open = resolve));
    const visits = Array.from({ length: 102 }, () => queue.run(() => door));
    await expect(queue.run(() => door)).rejects.toThrow(SignInBusy);
    open();
    await Promise.all(visits);
  });
});
