import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, MaxLength } from 'class-validator';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import { OUTBOUND_MAIL_STATES, type OutboundMailState } from './outbound-mail.entity.js';
import type { OutboundMailRow } from './outbound-mails.queries.js';
import { OUTBOUND_RECIPIENT_STATES, type OutboundRecipientState } from './outbound-recipient.entity.js';

/** Filters of the list; all of them must fit. */
export class OutboundMailSearchDto extends PageSearchDto {
  @ApiProperty({ enum: OUTBOUND_MAIL_STATES, required: false })
  @MayBeAbsent()
  @IsIn(OUTBOUND_MAIL_STATES)
  state?: OutboundMailState;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  ticketId?: number;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  mailboxId?: number;

  /** An address it goes to, in any spelling. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(320)
  recipient?: string;
}

export class OutboundRecipientDto {
  /** @example ada@example.com */
  address: string;
  name: string;
  /**
   * `queued`, `deferred` and `unknown` (the line broke before the server's answer) are still tried; `failed` was
   * refused, `bounced` came back later.
   */
  @ApiProperty({ enum: OUTBOUND_RECIPIENT_STATES })
  state: OutboundRecipientState;
  /** What the server said last. */
  detail: string | null;
  /** RFC 3339. */
  updatedAt: string;
}

export class OutboundMailDto {
  id: number;
  /** `sent`: somebody got it, and nobody is waited for; `failed`: nobody did. */
  @ApiProperty({ enum: OUTBOUND_MAIL_STATES })
  state: OutboundMailState;
  /** What it is about; also the name of its template. @example staff_reply */
  event: string;
  subject: string;
  recipients: OutboundRecipientDto[];
  /** The address it comes from, where bounces go. */
  sender: string;
  /** Null: sent in the name of the desk, by no mailbox. */
  mailboxId: number | null;
  ticketId: number | null;
  messageId: number | null;
  /** The Message-ID; every try bears the same. */
  internetMessageId: string;
  /** Bytes. */
  size: number;
  /** Tries so far; a refused login does not count. */
  attempts: number;
  /** When it is tried next; null: not any more. RFC 3339. */
  nextAttemptAt: string | null;
  /** Why the last try did not bring it to everybody. */
  lastError: string | null;
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339. */
  sentAt: string | null;
  /** When the mail as it was sent was purged. RFC 3339. */
  rawDeletedAt: string | null;
  /** Row version; the ETag. */
  version: number;
}

export class OutboundMailListDto {
  items: OutboundMailDto[];
  page: PageDto;
}

export const toOutboundMailDto = (row: OutboundMailRow): OutboundMailDto => ({
  id: row.id,
  state: row.state,
  event: row.event,
  subject: row.subject,
  recipients: row.recipients.map(({ address, name, state, detail, updatedAt }) => ({
    address,
    name,
    state,
    detail,
    updatedAt,
  })),
  sender: row.sender,
  mailboxId: row.mailboxId,
  ticketId: row.ticketId,
  messageId: row.messageId,
  internetMessageId: row.internetMessageId,
  size: row.size,
  attempts: row.attempts,
  nextAttemptAt: row.state === 'queued' ? row.nextAttemptAt : null,
  lastError: row.lastError,
  createdAt: row.createdAt,
  sentAt: row.sentAt,
  rawDeletedAt: row.rawDeletedAt,
  version: row.version,
});

export const toOutboundMailListDto = ({ items, page }: Page<OutboundMailRow>): OutboundMailListDto => ({
  items: items.map(toOutboundMailDto),
  page,
});
