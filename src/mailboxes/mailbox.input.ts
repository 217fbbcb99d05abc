import { InvalidInput, type FieldFault, fieldFault } from '../common/errors.js';
import { isLinkLocal } from './link-local.js';
import type { Mailbox } from './mailbox.entity.js';

/** How mails come in. What is absent keeps its value, or its default in a new mailbox. */
export interface IncomingInput {
  type?: Mailbox['incomingType'];
  host?: string | null;
  port?: number;
  tls?: Mailbox['imapTls'];
  user?: string | null;
  auth?: Mailbox['imapAuth'];
  /** Password or access token, in clear; null forgets it. */
  secret?: string | null;
  folder?: string;
  doneMark?: Mailbox['doneMark'];
  doneFolder?: string | null;
  allowSelfSigned?: boolean;
}

/** How mails go out. */
export interface OutgoingInput {
  type?: Mailbox['outgoingType'];
  host?: string | null;
  port?: number;
  tls?: Mailbox['smtpTls'];
  user?: string | null;
  auth?: Mailbox['smtpAuth'];
  /** Password or access token, in clear; null forgets it. */
  secret?: string | null;
  allowSelfSigned?: boolean;
}

export interface MailboxInput {
  address: string;
  name: string;
  departmentId: number;
  /** Absent: whether there is no other default yet. */
  isDefault?: boolean;
  active?: boolean;
  plusAddressing?: boolean;
  incoming?: IncomingInput;
  outgoing?: OutgoingInput;
}

/** A mailbox from elsewhere, with its id if it has one. */
export interface MailboxImport extends MailboxInput {
  id?: number;
}

/** A new mailbox, but for what has to be given. */
export const MAILBOX_DEFAULTS = {
  active: true,
  plusAddressing: false,
  incomingType: 'none',
  imapHost: null,
  imapPort: 993,
  imapTls: 'implicit',
  imapUser: null,
  imapAuth: 'password',
  imapSecret: null,
  imapFolder: 'INBOX',
  doneMark: 'keyword',
  doneFolder: null,
  imapAllowSelfSigned: false,
  outgoingType: 'server',
  smtpHost: null,
  smtpPort: 465,
  smtpTls: 'implicit',
  smtpUser: null,
  smtpAuth: 'password',
  smtpSecret: null,
  smtpAllowSelfSigned: false,
} satisfies Partial<Mailbox>;

/** Where servers of each kind of TLS usually listen. */
export const USUAL_PORTS = {
  imap: { implicit: 993, starttls: 143, none: 143 },
  smtp: { implicit: 465, starttls: 587, none: 25 },
} as const;

/** The columns that a caller may set, secrets apart: those are neither compared nor recorded. */
export const MAILBOX_FIELDS = [
  'address',
  'name',
  'departmentId',
  'isDefault',
  'active',
  'plusAddressing',
  'incomingType',
  'imapHost',
  'imapPort',
  'imapTls',
  'imapUser',
  'imapAuth',
  'imapFolder',
  'doneMark',
  'doneFolder',
  'imapAllowSelfSigned',
  'outgoingType',
  'smtpHost',
  'smtpPort',
  'smtpTls',
  'smtpUser',
  'smtpAuth',
  'smtpAllowSelfSigned',
] as const satisfies (keyof Mailbox)[];

type MailboxValues = { [F in (typeof MAILBOX_FIELDS)[number]]?: Mailbox[F] | undefined };

/** The input as columns, without the secrets; absent stays absent. */
export const toColumns = ({
  incoming = {},
  outgoing = {},
  ...mailbox
}: Partial<MailboxInput>): MailboxValues => ({
  ...mailbox,
  incomingType: incoming.type,
  imapHost: incoming.host,
  imapPort: incoming.port,
  imapTls: incoming.tls,
  imapUser: incoming.user,
  imapAuth: incoming.auth,
  imapFolder: incoming.folder,
  doneMark: incoming.doneMark,
  doneFolder: incoming.doneFolder,
  imapAllowSelfSigned: incoming.allowSelfSigned,
  outgoingType: outgoing.type,
  smtpHost: outgoing.host,
  smtpPort: outgoing.port,
  smtpTls: outgoing.tls,
  smtpUser: outgoing.user,
  smtpAuth: outgoing.auth,
  smtpAllowSelfSigned: outgoing.allowSelfSigned,
});

/** What a mailbox must have to do what it says. @throws InvalidInput naming every fault */
export function requireUsable(mailbox: Mailbox): void {
  const faults: FieldFault[] = [];
  const require = (value: string | null, pointer: string): void => {
    if (!value) faults.push(fieldFault(pointer, 'required.part', { pointer }));
  };
  if (mailbox.incomingType === 'imap') {
    require(mailbox.imapHost, '/incoming/host');
    require(mailbox.imapUser, '/incoming/user');
    require(mailbox.imapSecret, '/incoming/secret');
    if (mailbox.doneMark === 'move') require(mailbox.doneFolder, '/incoming/doneFolder');
  }
  if (mailbox.doneMark === 'move' && mailbox.doneFolder === mailbox.imapFolder)
    faults.push(fieldFault('/incoming/doneFolder', 'same_folder'));
  if (mailbox.outgoingType === 'smtp') {
    require(mailbox.smtpHost, '/outgoing/host');
    if (mailbox.smtpUser) require(mailbox.smtpSecret, '/outgoing/secret');
  }
  for (const [pointer, host] of [
    ['/incoming/host', mailbox.imapHost],
    ['/outgoing/host', mailbox.smtpHost],
  ] as const)
    if (host && isLinkLocal(host)) faults.push(fieldFault(pointer, 'link_local'));
  if (faults.length) throw new InvalidInput(faults);
}
