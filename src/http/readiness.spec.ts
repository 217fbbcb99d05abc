import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.js';

describe('whether the process can serve', () => {
  it('is asked of everything it depends on, and names what does not answer', async () => {
    const readiness = new Readiness();
    readiness.add('database', () => Promise.resolve());
    readiness.add('storage', () => Promise.reject(new Error('read-only file system')));
    expect(await readiness.failing()).toEqual(['storage']);
    readiness.add('storage', () => Promise.resolve());
    expect(await readiness.failing()).toEqual([]);
  });
});
