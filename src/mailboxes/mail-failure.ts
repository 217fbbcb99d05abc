import { LinkLocalRefused } from './link-local.js';

/** Why a mail server cannot be used, for people and for programs. */
export interface MailFailure {
  code: MailFailureCode;
  detail: string;
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

const WORDS: Record<Exclude<MailFailureCode, 'other'>, string> = {
  dns: 'The name of the server is unknown: look at the host.',
  link_local: 'The host leads to a link-local address, where no mail server may be.',
  refused: 'The server refuses connections at this port: look at host and port.',
  unreachable: 'The server cannot be reached over the network.',
  timeout: 'The server did not answer in time: look at host, port and TLS.',
  certificate: 'The certificate of the server is not trusted. A self-signed one needs allowSelfSigned.',
  tls: 'No secure connection came about: look at port and TLS.',
  authentication: 'The server refuses the user with this secret.',
  folder_missing: 'The folder is not there.',
  secret_unreadable: 'The stored secret cannot be opened with this APP_SECRET: enter it again.',
  connection_lost: 'The connection was lost.',
};

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
  const known = error instanceof Error ? codeOf(error as MailError) : undefined;
  const said = answerOf(error);
  if (!known) return { code: 'other', detail: said || 'The mail server could not be used.' };
  return { code: known, detail: said ? `${WORDS[known]} (${said})` : WORDS[known] };
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
