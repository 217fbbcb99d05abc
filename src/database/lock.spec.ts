import { describe, expect, it } from 'vitest';
import { Lock } from './lock.js';

describe('Lock', () => {
  it('is handed on in the order of asking', async () => {
    const lock = new Lock(1_000, 'too late');
    const order: number[] = [];
    const take = async (name: number): Promise<void> => {
      const release = await lock.acquire();
      order.push(name);
      await Promise.resolve();
      release();
    };
    await Promise.all([1, 2, 3, 4].map(take));
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('gives an error to who waits too long, and the lock to the next in line', async () => {
    const lock = new Lock(20, 'too late');
    const release = await lock.acquire();
    await expect(lock.acquire()).rejects.toThrow('too late');

    const next = lock.acquire();
    release();
    (await next)();
    await lock.acquire();
  });

  it('is given back once, however often its holder says so', async () => {
    const lock = new Lock(20, 'too late');
    const release = await lock.acquire();
    const second = lock.acquire();
    release();
    await second;
    release();
    await expect(lock.acquire()).rejects.toThrow('too late');
  });
});
