import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Matches, MaxLength, Min } from 'class-validator';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import {
  INBOUND_SOURCES,
  INBOUND_STATES,
  THREADING_RULES,
  type Authentication,
  type InboundSource,
  type InboundState,
  type ThreadingRule,
} from './inbound-mail.entity.js';
import type { InboundMailRow } from './inbound-mails.queries.js';

/** Filters of the list; all of them must fit. */
export class InboundMailSearchDto extends PageSearchDto {
  @ApiProperty({ enum: INBOUND_STATES, required: false })
  @MayBeAbsent()
  @IsIn(INBOUND_STATES)
  state?: InboundState;

  /** A code, like `ignored` or `brake_sender`. */
  @MayBeAbsent()
  @Matches(/^[a-z_]{1,40}$/)
  reason?: string;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  mailboxId?: number;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  ticketId?: number;

  /** The sender's address, in any spelling. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(320)
  from?: string;
}

export class InboundMailMoveDto {
  /** Where its message belongs. */
  @IsInt()
  @Min(1)
  ticketId: number;
}

export class MailPlaceDto {
  folder: string;
  uidValidity: number;
  uid: number;
}

export class InboundMailDto {
  id: number;
  /**
   * `received` waits, `failed` is tried again, `processed` stands in a ticket (a report on one, or on none), `skipped`
   * and `duplicate` needed none, `held` was stopped by a brake, `quarantined` was given up: a fallback ticket carries it.
   */
  @ApiProperty({ enum: INBOUND_STATES })
  state: InboundState;
  /** Why it is in this state, as a code. @example user_disabled */
  reason: string | null;
  /** The reason in words. */
  detail: string | null;
  /** How it found its ticket. */
  @ApiProperty({ enum: THREADING_RULES, nullable: true })
  rule: ThreadingRule | null;
  ticketId: number | null;
  messageId: number | null;
  /** Null: none of its addresses is a mailbox. */
  mailboxId: number | null;
  @ApiProperty({ enum: INBOUND_SOURCES })
  source: InboundSource;
  /** On its server; null for what came by the pipe. */
  @ApiProperty({ type: MailPlaceDto, nullable: true })
  place: MailPlaceDto | null;
  /** As the sender gives it. */
  internetMessageId: string | null;
  fromAddress: string | null;
  fromName: string | null;
  subject: string | null;
  /** No person wrote it: nothing answers it. */
  automatic: boolean;
  /** What the mail server says of the sender; null: not read yet. */
  @ApiProperty({ enum: ['pass', 'fail', 'none'], nullable: true })
  authentication: Authentication | null;
  /** Bytes. */
  size: number;
  /** Begun ones. */
  attempts: number;
  /** When it is tried next; null: not any more. RFC 3339. */
  nextAttemptAt: string | null;
  /** At the mail server. RFC 3339. */
  arrivedAt: string;
  /** Here. RFC 3339. */
  receivedAt: string;
  /** When its fate was decided. RFC 3339. */
  processedAt: string | null;
  /** When the mail as it came was purged. RFC 3339. */
  rawDeletedAt: string | null;
  /** Row version; the ETag. */
  version: number;
}

export class InboundMailListDto {
  items: InboundMailDto[];
  page: PageDto;
}

export const toInboundMailDto = ({
  sha256: _,
  folder,
  uidValidity,
  uid,
  ...row
}: InboundMailRow): InboundMailDto => ({
  ...row,
  place: folder === null ? null : { folder, uidValidity: uidValidity!, uid: uid! },
});

export const toInboundMailListDto = ({ items, page }: Page<InboundMailRow>): InboundMailListDto => ({
  items: items.map(toInboundMailDto),
  page,
});
