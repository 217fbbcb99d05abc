import type { LoadFile } from '../../support/server.js';
import { STATE as NATIVE, TOKENS } from '../native/client.js';

/** Who asks: an administrator, staff of one department, a user, programs with all rights and with few, nobody. */
export const CALLERS: readonly (string | null)[] = ['admin', 'alice', 'ann', TOKENS.all, TOKENS.reader, null];

/** Ids that are asked for are small: the callers' own are not. */
const OUT_OF_REACH = 1000;

const outOfReach = (people: object[]): object[] =>
  people.map((one) => {
    const { username, id } = one as { username: string; id: number };
    return CALLERS.includes(username) ? { ...one, id: OUT_OF_REACH + id } : one;
  });

export const STATE: LoadFile = {
  ...NATIVE,
  staff: outOfReach(NATIVE.staff!),
  users: outOfReach(NATIVE.users!),
  mailboxes: [
    { id: 1, name: 'One', address: 'one@example.com', departmentId: 1, incoming: { type: 'pipe' } },
    { id: 2, name: 'Two', address: 'two@example.com', departmentId: 2, incoming: { type: 'none' } },
  ],
};
