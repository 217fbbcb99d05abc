import { HelpdeskzRefusal } from './helpdeskz.errors.js';

/** Undefined: the field is fine. Else what is wrong with it, in HelpDeskZ's words. */
export type Check = string | undefined | Promise<string | undefined>;

/**
 * Asks all fields, in order, and refuses with what all of them say: one message a field, joined by blanks.
 * @throws HelpdeskzRefusal
 */
export async function requireAll(...checks: Check[]): Promise<void> {
  const faults = (await Promise.all(checks)).filter((fault) => fault !== undefined);
  if (faults.length) throw new HelpdeskzRefusal(faults.join(' '));
}
