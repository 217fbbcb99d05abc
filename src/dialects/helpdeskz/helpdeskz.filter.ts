import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AttachmentTooLarge, AttachmentTypeNotAllowed } from '../../attachments/attachment.errors.js';
import { sizeInWords } from '../../attachments/file-size.js';
import { AppError } from '../../common/errors.js';
import { ForeignDoors, type ForeignAnswer, type ForeignDoor } from '../../http/foreign-doors.js';
import { toProblem } from '../../http/problem.js';
import { DIALECT_MOUNTS } from '../../http/rewrite-url.js';
import { HelpdeskzActionMissing, HelpdeskzRefusal } from './helpdeskz.errors.js';
import { HELPDESKZ_HEADERS } from './helpdeskz.guard.js';

/** Our errors in HelpDeskZ's words; the rest keep their own. */
const MESSAGES: Record<string, string> = {
  'ticket.not_found': 'Ticket not found.',
  'user.not_found': 'User not found.',
  'user.email_taken': 'Email address is is already in use.',
  'department.not_found': 'Department not found.',
  'attachment.not_found': 'Attachment not found.',
  'attachment.content_missing': 'File was removed from servers.',
};

/** `{"error":1,"message":…}` for everything that goes wrong under the mount, before and after routing. */
@Injectable()
export class HelpdeskzFilter implements ForeignDoor, OnModuleInit {
  readonly mount = DIALECT_MOUNTS.helpdeskz;

  constructor(private readonly doors: ForeignDoors) {}

  onModuleInit(): void {
    this.doors.open(this);
  }

  answer(error: unknown): ForeignAnswer {
    if (error instanceof HelpdeskzActionMissing) {
      return {
        status: 501,
        body: { status: 501, error: 501, messages: { error: error.message } },
        headers: HELPDESKZ_HEADERS,
      };
    }
    return {
      status: statusOf(error),
      body: { error: 1, message: wordsOf(error) },
      headers: HELPDESKZ_HEADERS,
    };
  }
}

/** The words for an error; several refused fields are joined by blanks, in their order. */
export function wordsOf(error: unknown): string {
  if (error instanceof HelpdeskzRefusal) return error.message;
  if (error instanceof AttachmentTypeNotAllowed) return 'File is not allowed.';
  if (error instanceof AttachmentTooLarge)
    return `File is too big. Maximum size is ${sizeInWords(error.maxBytes)}.`;
  const { code, detail } = toProblem(error, '');
  return MESSAGES[code] ?? detail;
}

function statusOf(error: unknown): number {
  if (error instanceof HelpdeskzRefusal) return error.status;
  const { status } = toProblem(error, '');
  const isOurs = error instanceof AppError && status !== 429 && status < 500;
  // HelpDeskZ answers 200 to whatever it understood and refused; what is no request of its API keeps its status.
  return isOurs ? 200 : status;
}
