import { inEnglish, type Text } from '../common/texts.js';
import { LinkLocalRefused } from './link-local.js';

/** Why a mail server cannot be used, for people and for programs. */
export interface MailFailure {
  code: MailFailureCode;
  /** In English: what is kept, and the log. */
  detail: string;
  text: Text;
}

export type MailFailureCode =
  | 'dns'
  | 'link_local'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'certificate'
  | 'tls'
  | 'authentication'
  | 'folder_missing'
  | 'secret_unreadable'
  | 'connection_lost'
  | 'other';

/** The fields that imapflow, nodemailer and Node put on their errors. */
interface MailError extends Error {
  code?: string;
  response?: unknown;
  responseText?: string;
  authenticationFailed?: boolean;
  mailboxMissing?: boolean;
}

/** The stored secret was sealed under another APP_SECRET. */
export class SecretUnreadable extends Error {}

const ANSWER_MAX = 200;

/** First match wins; the text is the code and the message of the error. */
const SIGNS: [RegExp, Exclude<MailFailureCode, 'other'>][] = [
  [/certificate|altnames|_CERT|CERT_/i, 'certificate'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'dns'],
  [/ECONNREFUSED/, 'refused'],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, 'unreachable'],
  [/TIMEOUT|ETIMEDOUT|timed out/i, 'timeout'],
  [/EAUTH/, 'authentication'],
  [/EPROTO|ETLS|ERR_SSL|ERR_TLS|SSL|TLS/, 'tls'],
  [/ECONNRESET|ECONNECTION|EPIPE|NoConnection|EConnectionClosed|ClosedAfterConnect/, 'connection_lost'],
];

/** What an error of a mail connection says, without anything secret. */
export function mailFailure(error: unknown): MailFailure {
  const code = (error instanceof Error ? codeOf(error as MailError) : undefined) ?? 'other';
  const answer = answerOf(error);
  return inWords(code, answer);
}

/** `answer` is what the server said, or nothing. */
function inWords(code: MailFailureCode, answer: string): MailFailure {
  const why: Text = { key: `mail/${code}` };
  const text: Text = !answer
    ? why
    : code === 'other'
      ? { key: 'mail/answer', values: { answer } }
      : { key: 'mail/with_answer', values: { why, answer } };
  return { code, detail: inEnglish(text), text };
}

function codeOf(error: MailError): Exclude<MailFailureCode, 'other'> | undefined {
  if (error instanceof LinkLocalRefused) return 'link_local';
  if (error instanceof SecretUnreadable) return 'secret_unreadable';
  if (error.authenticationFailed) return 'authentication';
  if (error.mailboxMissing) return 'folder_missing';
  const text = `${error.code ?? ''} ${error.message}`;
  return SIGNS.find(([sign]) => sign.test(text))?.[1];
}

/** What the server said, or else the error: one line, cut. */
function answerOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, ANSWER_MAX);
  const { responseText, response, message } = error as MailError;
  const answer = responseText ?? (typeof response === 'string' ? response : message);
  return answer.replace(/\s+/g, ' ').trim().slice(0, ANSWER_MAX);
}
