import type { AddressObject, EmailAddress, Headers, StructuredHeader } from 'mailparser';
import type { NamedAddress } from '../../tickets/subscribers.service.js';
import { authenticationOf } from './authentication-results.js';
import { answersByItself, automaticReason } from './automatic-mail.js';
import { messageIdsIn, oneLine } from './header-text.js';
import type { Authentication } from '../inbound-mail.entity.js';

export const SUBJECT_MAX = 1_000;
export const NAME_MAX = 500;
const ADDRESS_MAX = 320;
/** More than any person writes to; what is beyond is not looked at. */
const RECIPIENTS_MAX = 6_000;
const REFERENCES_MAX = 50;
const DELIVERIES_MAX = 100;

/** The header of a mail, as far as it decides anything: bounded, decoded, without control characters. */
export interface MailHead {
  /** Angle brackets included, like all ids. */
  messageId?: string;
  /** What it answers: In-Reply-To first, then References from the right. */
  references: string[];
  from?: NamedAddress;
  /** To and Cc. */
  recipients: NamedAddress[];
  /** Whereto servers say it was delivered. */
  deliveredTo: string[];
  /** Empty where there is none. */
  subject: string;
  /** How it shows that no person wrote it; undefined: a person did, as far as one can see. */
  automatic?: string;
  /** It answers by itself (a vacation notice, say): no word of the person whose address it bears. */
  isAutoReply: boolean;
  authentication: Authentication;
  /** Lower-case, of the whole mail. */
  contentType: string;
  /** Of a report: `delivery-status`, `disposition-notification` … */
  reportType?: string;
  /** Whom it could not be delivered to, as some servers say in the header. */
  failedRecipients: string[];
}

/** Trusted: the names of the servers whose word on senders counts; empty: any that speaks up. */
export function readHead(headers: Headers, trusted: readonly string[]): MailHead {
  const contentType = headers.get('content-type') as StructuredHeader | undefined;
  const automatic = automaticReason((name) => textsOf(headers, name), headers);
  return {
    messageId: textsOf(headers, 'message-id').flatMap(messageIdsIn)[0],
    references: referencesIn(headers),
    from: firstSender(headers),
    recipients: [...addressesOf(headers, 'to'), ...addressesOf(headers, 'cc')].slice(0, RECIPIENTS_MAX),
    deliveredTo: [
      ...addressesOf(headers, 'delivered-to').map(({ address }) => address),
      ...['x-original-to', 'envelope-to', 'x-envelope-to']
        .flatMap((name) => textsOf(headers, name))
        .flatMap(addressesIn),
    ].slice(0, DELIVERIES_MAX),
    subject: oneLine(textsOf(headers, 'subject')[0] ?? '', SUBJECT_MAX),
    ...(automatic && { automatic }),
    isAutoReply: isAutoReply((name) => textsOf(headers, name)),
    authentication: authenticationOf(textsOf(headers, 'authentication-results'), trusted),
    contentType: contentType?.value?.toLowerCase() ?? 'text/plain',
    reportType: contentType?.params?.['report-type']?.toLowerCase(),
    failedRecipients: textsOf(headers, 'x-failed-recipients').flatMap((text) =>
      text.split(/[\s,]+/).filter(Boolean),
    ),
  };
}

const isAutoReply = (texts: (name: string) => string[]): boolean =>
  texts('auto-submitted').some((value) => /^\s*auto-replied/i.test(value)) ||
  ['x-autoreply', 'x-auto-reply', 'x-autorespond', 'x-autoresponder'].some(
    (name) => texts(name).length > 0,
  ) ||
  texts('precedence').some((value) => /^\s*auto[-_]reply/i.test(value)) ||
  answersByItself(texts) ||
  texts('x-ms-exchange-generated-message-source').some((value) => /mailbox rules agent/i.test(value));

/** The nearest first: what it says it answers, then up the thread. */
function referencesIn(headers: Headers): string[] {
  const answered = textsOf(headers, 'in-reply-to').flatMap(messageIdsIn);
  const thread = textsOf(headers, 'references').flatMap(messageIdsIn).toReversed();
  return [...new Set([...answered, ...thread])].slice(0, REFERENCES_MAX);
}

/** Who wrote it; where From names nobody, who sent it. */
function firstSender(headers: Headers): NamedAddress | undefined {
  for (const name of ['from', 'sender', 'reply-to', 'return-path']) {
    const [sender] = addressesOf(headers, name);
    if (sender) return sender;
  }
  return undefined;
}

function addressesOf(headers: Headers, name: string): NamedAddress[] {
  const value = headers.get(name) as AddressObject | AddressObject[] | undefined;
  return [value ?? []]
    .flat()
    .flatMap((object) => object.value)
    .flatMap((entry) => entry.group ?? entry)
    .flatMap(readAddress);
}

/** Nothing that could not be written to: blanks, control characters, no domain. */
function readAddress({ address, name }: EmailAddress): NamedAddress[] {
  const text = address?.trim() ?? '';
  if (text.length > ADDRESS_MAX || !/^[^\s\p{Cc}<>@]+@[^\s\p{Cc}<>@]+$/u.test(text)) return [];
  return [{ address: text.normalize('NFC'), name: oneLine(name ?? '', NAME_MAX) }];
}

/** Of a header that is no address list to the parser. */
const addressesIn = (text: string): string[] => text.match(/[^\s<>,;@]{1,64}@[^\s<>,;@]{1,255}/g) ?? [];

/** A header as text, each of its occurrences. */
function textsOf(headers: Headers, name: string): string[] {
  const value = headers.get(name);
  return [value ?? []].flat().filter((one): one is string => typeof one === 'string');
}
