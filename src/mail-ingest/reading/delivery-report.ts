import { textOf } from '../../messages/message-body.js';
import type { MailHead } from './mail-head.js';
import { messageIdIn, oneLine } from './header-text.js';
import type { ReadMail } from './read-mail.js';

/** What became of one recipient of a mail. */
export interface ReportedRecipient {
  /** Undefined: the report does not say whom it speaks of. */
  address?: string;
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded`. */
  action: string;
  /** Status and words of the other server, in one line. */
  detail: string;
}

export interface DeliveryReport {
  /** Message-IDs of the mail that it may speak of, the surest first. */
  originals: string[];
  recipients: ReportedRecipient[];
}

const DETAIL_MAX = 500;
const RECIPIENTS_MAX = 100;
/** Older servers tell in words; how much of them is looked through. */
const TEXT_MAX = 100_000;
const MESSAGE_ID = /<[^<>\s@]{1,200}@[^<>\s@]{1,255}>/g;
const MESSAGE_IDS_MAX = 50;

/** A notice by a mail server about a mail: RFC 3464, or what older servers write. */
export const looksLikeBounce = (head: MailHead): boolean =>
  (head.contentType === 'multipart/report' && head.reportType === 'delivery-status') ||
  head.failedRecipients.length > 0 ||
  (head.automatic !== undefined && /^(mailer-daemon|postmaster)@/i.test(head.from?.address ?? ''));

/** A read receipt (RFC 8098): a machine's answer that nobody needs. */
export const isReadReceipt = (head: MailHead): boolean =>
  head.contentType === 'multipart/report' && head.reportType === 'disposition-notification';

export function readDeliveryReport(mail: ReadMail): DeliveryReport {
  const returned = mail.reportParts.filter(({ contentType }) => !contentType.endsWith('delivery-status'));
  const named = returned
    .map(({ text }) => messageIdIn(Buffer.from(`${text}\n\n`, 'latin1')))
    .filter((id) => id !== undefined);
  const inText = textOf(mail.stored).slice(0, TEXT_MAX).match(MESSAGE_ID) ?? [];
  const recipients = mail.reportParts
    .filter(({ contentType }) => contentType.endsWith('delivery-status'))
    .flatMap(({ text }) => recipientsIn(text));
  const failed = mail.head.failedRecipients.map((address) => ({ address, action: 'failed', detail: '' }));
  return {
    originals: [...new Set([...named, ...mail.head.references, ...inText])].slice(0, MESSAGE_IDS_MAX),
    recipients: recipients.length ? recipients : failed.length ? failed : [{ action: 'failed', detail: '' }],
  };
}

/** Groups of fields with an empty line between them: the first is about the message, each other about one recipient. */
function recipientsIn(status: string): ReportedRecipient[] {
  return status
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\n+/)
    .slice(0, RECIPIENTS_MAX)
    .map(fieldsIn)
    .filter((fields) => fields.has('action'))
    .map((fields) => ({
      address: addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient')),
      action: fields.get('action')!.toLowerCase().split(/\s/)[0]!,
      detail: oneLine(
        [fields.get('status'), afterType(fields.get('diagnostic-code'))].filter(Boolean).join(' '),
        DETAIL_MAX,
      ),
    }));
}

const fieldsIn = (group: string): Map<string, string> =>
  new Map(
    group.split('\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : [];
    }),
  );

/** `rfc822; ada@example.org`. */
const addressIn = (field: string | undefined): string | undefined => {
  const address = afterType(field)?.replace(/^<|>$/g, '');
  return address?.includes('@') ? oneLine(address, 320) : undefined;
};

const afterType = (field: string | undefined): string | undefined =>
  field?.slice(field.indexOf(';') + 1).trim();
