import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ForeignDoors, type ForeignAnswer, type ForeignDoor } from '../../http/foreign-doors.js';
import { toProblem } from '../../http/problem.js';
import { DIALECT_MOUNTS } from '../../http/rewrite-url.js';
import { JutdaRefusal } from './jutda.errors.js';
import { TEXT } from './method.decorator.js';

/** Our errors in Jutda's words; the rest keep their own. */
const MESSAGES: Record<string, string> = {
  'ticket.not_found': 'Invalid ticket ID',
  'auth.invalid_credentials': 'Invalid username or password',
};

/** The documentation knows these; whatever else is refused is its "generic error". */
const STATUSES: Record<number, number> = { 401: 403, 403: 403, 404: 404, 405: 405, 413: 413, 429: 429 };

/** The reason as plain text, for everything that goes wrong under the mount, before and after routing. */
@Injectable()
export class JutdaFilter implements ForeignDoor, OnModuleInit {
  readonly mount = DIALECT_MOUNTS.jutda;

  constructor(private readonly doors: ForeignDoors) {}

  onModuleInit(): void {
    this.doors.open(this);
  }

  answer(error: unknown): ForeignAnswer {
    const { status, text } = error instanceof JutdaRefusal ? wordsOf(error) : translate(error);
    const headers = { 'content-type': TEXT, ...(status === 405 && { allow: 'POST' }) };
    return { status, body: text, headers };
  }
}

const wordsOf = ({ status, message }: JutdaRefusal): { status: number; text: string } => ({
  status,
  text: message,
});

function translate(error: unknown): { status: number; text: string } {
  const { status, code, detail } = toProblem(error, '');
  return {
    status: status >= 500 ? status : (STATUSES[status] ?? 400),
    text: MESSAGES[code] ?? detail,
  };
}
