import type { AcceptedFile } from '../../attachments/attachment-rules.js';
import { storeBody, type StoredBody } from '../../messages/message-body.js';
import type { MailHead } from './mail-head.js';

/** A file of a mail that was not taken, and why. */
export interface RefusedFile {
  name: string;
  reason: string;
}

/** A part of a delivery report that is read instead of kept as a file. */
export interface ReportPart {
  contentType: string;
  /** Its beginning. */
  text: string;
}

/** A mail as it was read. */
export interface ReadMail {
  head: MailHead;
  stored: StoredBody;
  files: AcceptedFile[];
  refused: RefusedFile[];
  reportParts: ReportPart[];
  fingerprint?: string;
  /** Why it could be read in part only: the raw mail then lies among the files. */
  fault?: string;
  /** Ends the uploads of its files, whatever became of it: in a `finally`. `isFiled`: their rows are committed. */
  release(isFiled: boolean): Promise<void>;
}

/** A mail of which nothing is known. */
export const nothingRead = (words: string): ReadMail => ({
  head: {
    references: [],
    recipients: [],
    deliveredTo: [],
    subject: '',
    automatic: 'unread',
    isAutoReply: false,
    authentication: 'none',
    contentType: 'text/plain',
    failedRecipients: [],
  },
  stored: storeBody('text', words),
  files: [],
  refused: [],
  reportParts: [],
  release: async () => undefined,
});
