import type { Attachment } from '../attachments/attachment.entity.js';

/** What a mail says and to whom, before it is a message. */
export interface Mail {
  /** What it is about; also the name of its template. */
  event: 'welcome' | 'acknowledgement' | 'staff-reply';
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** Of the cause: the mail bears the same date however late it leaves. */
  date: Date;
  /** Nobody wrote it: other machines are asked not to answer. */
  automatic: boolean;
  files: readonly Attachment[];
}
