import type { LoadFile } from '../../support/server.js';
import { STATE as NATIVE, TOKENS } from '../native/client.js';

/** Who asks: an administrator, staff of one department, programs with all rights and with few, nobody. */
export const CALLERS: readonly (string | null)[] = ['admin', 'alice', TOKENS.all, TOKENS.reader, null];

/** Ids that are asked for are small: the callers' own are not. */
const OUT_OF_REACH = 1000;

export const STATE: LoadFile = {
  ...NATIVE,
  staff: NATIVE.staff!.map((one) => {
    const { username, id } = one as { username: string; id: number };
    return CALLERS.includes(username) ? { ...one, id: OUT_OF_REACH + id } : one;
  }),
  mailboxes: [
    { id: 1, name: 'One', address: 'one@example.com', departmentId: 1, incoming: { type: 'pipe' } },
    { id: 2, name: 'Two', address: 'two@example.com', departmentId: 2, incoming: { type: 'none' } },
  ],
};
