import { describe, expect, it } from 'vitest';
import { ConfigError, readEnvironment } from './environment.js';

const SECRET = 'a secret of the tests, 32 characters or more';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readEnvironment({ APP_SECRET: SECRET, ...environment });
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

describe('the environment', () => {
  it('gives passwords with characters that an address has no room for', () => {
    const { smtp } = readEnvironment({
      APP_SECRET: SECRET,
      SMTP_URL: 'smtp://me%40desk:p%25w@mx.example:25',
    });
    expect(smtp).toMatchObject({ user: 'me@desk', password: 'p%w', host: 'mx.example', port: 25 });
  });

  it.each([
    ['SMTP_URL', 'smtp://me:hunter%zz@host.example'],
    ['DATABASE_URL', 'mysql://me:hunter%zz@host.example/desk'],
  ])('says that a percent sign in %s is malformed, and no word of the password', (name, url) => {
    expect(faultsOf({ [name]: url })).toEqual([
      `${name} has a % that begins no character: % itself is written %25.`,
    ]);
  });

  it('names all faults at once', () => {
    expect(faultsOf({ PORT: 'x', HOST: 'a b', LOG_LEVEL: 'loud' })).toHaveLength(3);
  });
});
