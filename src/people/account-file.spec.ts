import { describe, expect, it } from 'vitest';
import { inEnglish } from '../common/texts.js';
import { readAccounts } from './account-file.js';

const HASH = '$2b$12$K7uDhfOfQ12SahQ40bWjP.kOSnvG.pBHOK94bFtIWsjkDUWKbkoeW';
const JOE = { username: 'jblogs', name: 'Joe Blogs', email: 'jblogs@email.com', password: HASH };

function faultOf(row: unknown, kind: 'staff' | 'user' = 'staff'): object {
  const [fault] = readAccounts([JOE, row], kind).faults;
  return { ...fault, rule: inEnglish(fault!.rule) };
}

describe("a row of Flicket's users.json", () => {
  it('is taken with its four fields', () => {
    expect(readAccounts([JOE, { ...JOE, email: null }], 'staff')).toEqual({
      accounts: new Map([
        [1, JOE],
        [2, { ...JOE, email: '' }],
      ]),
      faults: [],
    });
  });

  it.each([
    [{ ...JOE, id: 1 }, 'id', 'is unknown'],
    [{ username: 'x', name: 'x', email: 'x@y.org' }, 'password', 'is missing'],
    [{ ...JOE, password: 'secret' }, 'password', 'is no hash of a password'],
    [{ ...JOE, email: 'admin@localhost' }, 'email', 'is not an e-mail address'],
    [{ ...JOE, username: ' ' }, 'username', 'must be one line of 1 to 190 characters'],
    [{ ...JOE, name: 7 }, 'name', 'must be a text'],
    [[], '', 'must be an object'],
  ])('is refused with number, field and rule: %j', (row, field, rule) => {
    expect(faultOf(row)).toEqual({ row: 2, field, rule });
  });

  it('needs an address where it is to be a user', () => {
    expect(faultOf({ ...JOE, email: '' }, 'user')).toEqual({
      row: 2,
      field: 'email',
      rule: 'is not an e-mail address',
    });
  });
});
