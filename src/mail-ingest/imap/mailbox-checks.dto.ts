import type { Locale } from '../../common/locales.js';
import { translate } from '../../common/texts.js';
import type { MailboxCheck, ServerCheck } from './mailbox-checks.service.js';
import type { PollResult } from './folder-intake.js';

export class ServerCheckDto {
  ok: boolean;
  /** `ok`, `dns`, `link_local`, `refused`, `unreachable`, `timeout`, `certificate`, `tls`, `authentication`, `folder_missing`, `secret_unreadable`, `connection_lost`, `other`. @example certificate */
  code: string;
  /** In words. @example The server refuses the user with this secret. */
  detail: string;
}

export class MailboxCheckDto {
  /** Null: the mailbox does not fetch. */
  incoming: ServerCheckDto | null;
  /** Null: it sends by the server of the whole desk. */
  outgoing: ServerCheckDto | null;
}

export class MailboxPollDto {
  /** New mails, now in the ledger. */
  received: number;
  /** Mails that the ledger knew. */
  known: number;
  /** Copies of mails that the ledger knew. */
  duplicates: number;
  /** Mails that were recorded and left where they are. */
  skipped: number;
}

export const toMailboxCheckDto = (
  { incoming, outgoing }: MailboxCheck,
  language: Locale,
): MailboxCheckDto => ({
  incoming: incoming && toServerCheckDto(incoming, language),
  outgoing: outgoing && toServerCheckDto(outgoing, language),
});

const toServerCheckDto = ({ ok, code, says }: ServerCheck, language: Locale): ServerCheckDto => ({
  ok,
  code,
  detail: translate(language, says),
});

export const toMailboxPollDto = ({ received, known, duplicates, skipped }: PollResult): MailboxPollDto => ({
  received,
  known,
  duplicates,
  skipped,
});
