import { describe, expect, it } from 'vitest';
import { Clock } from '../common/clock.js';
import { ShortCache } from './short-cache.js';

class HandClock extends Clock {
  time = 0;
  now(): Date {
    return new Date(this.time);
  }
}

describe('the short cache', () => {
  it('asks once in five seconds, and again after it was cleared', async () => {
    const clock = new HandClock();
    const cache = new ShortCache<number>(clock);
    let asked = 0;
    const load = () => Promise.resolve(++asked);
    expect(await Promise.all([cache.get('a', load), cache.get('a', load)])).toEqual([1, 1]);
    clock.time = 4_999;
    expect(await cache.get('a', load)).toBe(1);
    clock.time = 5_000;
    expect(await cache.get('a', load)).toBe(2);
    cache.clear();
    expect(await cache.get('a', load)).toBe(3);
  });

  it('recalls at once what was found in the last five seconds', async () => {
    const clock = new HandClock();
    const cache = new ShortCache<number>(clock);
    const asking = cache.get('a', () => Promise.resolve(1));
    expect(cache.recall('a')).toBeUndefined();
    await asking;
    expect(cache.recall('a')).toBe(1);
    clock.time = 5_000;
    expect(cache.recall('a')).toBeUndefined();
    await cache.get('a', () => Promise.resolve(2));
    cache.clear();
    expect(cache.recall('a')).toBeUndefined();
  });

  it('remembers neither failures nor what was not found', async () => {
    const cache = new ShortCache<number>(new HandClock());
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.get('a', () => Promise.resolve(undefined))).toBeUndefined();
    expect(await cache.get('a', () => Promise.resolve(1))).toBe(1);
  });
});
