import type { Actor } from '../common/actor.js';
import { InvalidInput, fieldFault } from '../common/errors.js';
import type { Visibility } from '../messages/message.entity.js';

const OPENING = ['departmentId', 'categoryId', 'subject', 'body', 'format', 'files', 'customFields'];
const REPLY = ['body', 'format', 'files'];

/** A user asks for themselves, and says what and where to; all else of a ticket is the desk's. @throws InvalidInput */
export function openingBy<T extends { requesterId?: number | null }>(actor: Actor, opening: T): T {
  if (actor.kind !== 'user') return opening;
  const { requesterId, ...rest } = opening;
  requireOnly(rest, OPENING);
  if (requesterId != null && requesterId !== actor.id) throw staffOnly(['requesterId']);
  return { ...opening, requesterId: actor.id };
}

/** What users say is public, and moves the ticket by the table alone. @throws InvalidInput */
export function replyBy<T extends { visibility?: Visibility }>(actor: Actor, reply: T): T {
  if (actor.kind !== 'user') return reply;
  const { visibility, ...rest } = reply;
  requireOnly(rest, REPLY);
  if (visibility === 'internal') throw staffOnly(['visibility']);
  return reply;
}

function requireOnly(given: object, allowed: readonly string[]): void {
  const others = Object.entries(given).filter(
    ([name, value]) => value !== undefined && !allowed.includes(name),
  );
  if (others.length) throw staffOnly(others.map(([name]) => name));
}

const staffOnly = (fields: readonly string[]): InvalidInput =>
  new InvalidInput(fields.map((field) => fieldFault(`/${field}`, 'staff_only.field', { field })));
