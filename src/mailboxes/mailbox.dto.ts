import { PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsString, Length, Validate, ValidateNested } from 'class-validator';
import { EmailAddress } from '../http/email-address.rule.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { IncomingDto, IncomingInputDto, OutgoingDto, OutgoingInputDto } from './mailbox-servers.dto.js';
import type { MailboxState } from './mailbox-state.entity.js';
import type { Mailbox } from './mailbox.entity.js';

/** How the last dealings with its servers went. */
export class MailboxStateDto {
  /** The last complete poll. */
  lastSuccessAt: Date | null;
  /** Seconds that the slowest mail of the last poll with mails had waited on its server. */
  lagSeconds: number | null;
  /** Why polling fails now, in words; null while it works. */
  error: string | null;
  /** The first of the failures that have followed each other up to now. */
  since: Date | null;
  /** The last mail that its server took; exact to a minute. */
  sentAt: Date | null;
  /** Why nothing is sent until somebody sees to it; null: mails go out. */
  pauseReason: string | null;
  pausedSince: Date | null;
  /** Why its SMTP server could not be used the last time; it is tried again. Null: it answered. */
  sendError: string | null;
}

export class MailboxDto {
  id: number;
  /** @example support@example.com */
  address: string;
  /** Stands beside the address in mails. @example Example Support */
  name: string;
  /** Where its mails open tickets; null after that department was deleted. */
  departmentId: number | null;
  /** Sends for departments without a mailbox of their own. */
  isDefault: boolean;
  /** An inactive one neither receives nor sends. */
  active: boolean;
  /** Whether its server delivers `support+anything@example.com` into it. */
  plusAddressing: boolean;
  incoming: IncomingDto;
  outgoing: OutgoingDto;
  state: MailboxStateDto;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class MailboxListDto {
  items: MailboxDto[];
}

export class MailboxCreateDto {
  /** No other mailbox may have it, in any spelling. @example support@example.com */
  @Validate(EmailAddress)
  address: string;

  /** Stands beside the address in mails. @example Example Support */
  @IsString()
  @IsLine()
  @Length(1, 500)
  name: string;

  /** Where its mails open tickets. */
  @IsInt()
  departmentId: number;

  /** Makes it the default in place of the one before. Absent: only if there is none yet. */
  @MayBeAbsent()
  @IsBoolean()
  isDefault?: boolean;

  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;

  /** Whether its server delivers `support+anything@example.com` into it; answers then find their ticket by it. */
  @MayBeAbsent()
  @IsBoolean()
  plusAddressing?: boolean;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => IncomingInputDto)
  incoming?: IncomingInputDto;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => OutgoingInputDto)
  outgoing?: OutgoingInputDto;
}

/** Absent means "leave", also inside `incoming` and `outgoing`. */
export class MailboxUpdateDto extends PartialType(MailboxCreateDto, { skipNullProperties: false }) {}

export const toMailboxDto = (mailbox: Mailbox, state: MailboxState): MailboxDto => ({
  id: mailbox.id,
  address: mailbox.address,
  name: mailbox.name,
  departmentId: mailbox.departmentId,
  isDefault: mailbox.isDefault,
  active: mailbox.active,
  plusAddressing: mailbox.plusAddressing,
  incoming: {
    type: mailbox.incomingType,
    host: mailbox.imapHost,
    port: mailbox.imapPort,
    tls: mailbox.imapTls,
    user: mailbox.imapUser,
    auth: mailbox.imapAuth,
    hasSecret: mailbox.imapSecret !== null,
    allowSelfSigned: mailbox.imapAllowSelfSigned,
    folder: mailbox.imapFolder,
    doneMark: mailbox.doneMark,
    doneFolder: mailbox.doneFolder,
  },
  outgoing: {
    type: mailbox.outgoingType,
    host: mailbox.smtpHost,
    port: mailbox.smtpPort,
    tls: mailbox.smtpTls,
    user: mailbox.smtpUser,
    auth: mailbox.smtpAuth,
    hasSecret: mailbox.smtpSecret !== null,
    allowSelfSigned: mailbox.smtpAllowSelfSigned,
  },
  state: toMailboxStateDto(state),
  createdAt: mailbox.createdAt,
  updatedAt: mailbox.updatedAt,
  version: mailbox.version,
});

const toMailboxStateDto = (state: MailboxState): MailboxStateDto => ({
  lastSuccessAt: state.lastSuccessAt,
  lagSeconds: state.lagSeconds,
  error: state.error,
  since: state.since,
  sentAt: state.sentAt,
  pauseReason: state.pauseReason,
  pausedSince: state.pausedSince,
  sendError: state.sendError,
});
