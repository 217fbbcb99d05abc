import type { Attachment } from '../attachments/attachment.entity.js';
import type { Locale } from '../common/locales.js';
import type { MailEvent } from './templates/mail-events.js';

export interface Addressee {
  name: string;
  address: string;
  /** The user they are; absent: staff, or a bare address. */
  userId?: number;
  /** As that user they may read the ticket. */
  canView?: boolean;
  /** The language of mails to them; null and absent: that of the desk. */
  locale?: Locale | null;
}

/** What a mail says and to whom, before it is a message. */
export interface Mail {
  event: MailEvent;
  to: Addressee;
  /** They see each other, as people do who write to one another. */
  cc: readonly Addressee[];
  subject: string;
  text: string;
  html: string;
  /** Of the cause: the mail bears the same date however late it leaves. */
  date: Date;
  /** Absent: the mail is about no ticket. */
  ticket?: { id: number; departmentId: number };
  messageId?: number;
  files: readonly Attachment[];
}
