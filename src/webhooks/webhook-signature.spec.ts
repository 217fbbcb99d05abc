import { expect, it } from 'vitest';
import { newSecret, signaturesOf } from './webhook-signature.js';

it('signs as Standard Webhooks says, by every secret that is in force', () => {
  // The example of its specification's libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  expect(signaturesOf([secret], message)).toBe(signature);
  expect(signaturesOf([newSecret(), secret], message).split(' ')[1]).toBe(signature);
});

it('makes secrets of 32 random bytes', () => {
  expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSecret()).not.toBe(newSecret());
});
