import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import {
  DONE_MARKS,
  INCOMING_TYPES,
  MAIL_AUTHS,
  MAIL_TLS,
  OUTGOING_TYPES,
  type DoneMark,
  type IncomingType,
  type MailAuth,
  type MailTls,
  type OutgoingType,
} from './mailbox.entity.js';

/** How to reach a mail server. What is absent keeps its value, or has its default in a new mailbox. */
class ServerInputDto {
  /** @example mail.example.com */
  @IsOptional()
  @IsString()
  @IsLine()
  @Length(1, 255)
  host?: string | null;

  /** Absent in a new mailbox: the usual one for this kind of TLS. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(65_535)
  port?: number;

  /** `implicit` from the first byte, `starttls` before signing in or not at all, `none` in clear. */
  @MayBeAbsent()
  @IsIn(MAIL_TLS)
  @ApiProperty({ enum: MAIL_TLS, enumName: 'MailTls', required: false })
  tls?: MailTls;

  @IsOptional()
  @IsString()
  @IsLine()
  @Length(1, 320)
  user?: string | null;

  /** `xoauth2`: the secret is an access token. */
  @MayBeAbsent()
  @IsIn(MAIL_AUTHS)
  @ApiProperty({ enum: MAIL_AUTHS, enumName: 'MailAuth', required: false })
  auth?: MailAuth;

  /** Password or access token; kept sealed, and never shown again. Null forgets it. */
  @IsOptional()
  @IsString()
  @Length(1, 8_000)
  secret?: string | null;

  /** Takes any certificate, its own or another's: for servers in one's own house. */
  @MayBeAbsent()
  @IsBoolean()
  allowSelfSigned?: boolean;
}

export class IncomingInputDto extends ServerInputDto {
  /** `none`: it only sends; `pipe`: mails are handed over by `switchdesk pipe`; `imap`: they are fetched. */
  @MayBeAbsent()
  @IsIn(INCOMING_TYPES)
  @ApiProperty({ enum: INCOMING_TYPES, enumName: 'IncomingType', required: false })
  type?: IncomingType;

  /** @example INBOX */
  @MayBeAbsent()
  @IsString()
  @IsLine()
  @Length(1, 255)
  folder?: string;

  /** What becomes of a mail on its server once the desk has it: `keyword`, `move` to `doneFolder`, or nothing at all. */
  @MayBeAbsent()
  @IsIn(DONE_MARKS)
  @ApiProperty({ enum: DONE_MARKS, enumName: 'DoneMark', required: false })
  doneMark?: DoneMark;

  /** Made when it is missing. @example Processed */
  @IsOptional()
  @IsString()
  @IsLine()
  @Length(1, 255)
  doneFolder?: string | null;
}

export class OutgoingInputDto extends ServerInputDto {
  /** `server`: the SMTP server of the whole desk; `smtp`: one of its own. */
  @MayBeAbsent()
  @IsIn(OUTGOING_TYPES)
  @ApiProperty({ enum: OUTGOING_TYPES, enumName: 'OutgoingType', required: false })
  type?: OutgoingType;
}

class ServerDto {
  host: string | null;
  port: number;
  @ApiProperty({ enum: MAIL_TLS, enumName: 'MailTls' })
  tls: MailTls;
  user: string | null;
  @ApiProperty({ enum: MAIL_AUTHS, enumName: 'MailAuth' })
  auth: MailAuth;
  /** Whether a password or token is kept; it is never shown. */
  hasSecret: boolean;
  allowSelfSigned: boolean;
}

export class IncomingDto extends ServerDto {
  @ApiProperty({ enum: INCOMING_TYPES, enumName: 'IncomingType' })
  type: IncomingType;
  /** @example INBOX */
  folder: string;
  @ApiProperty({ enum: DONE_MARKS, enumName: 'DoneMark' })
  doneMark: DoneMark;
  /** @example Processed */
  doneFolder: string | null;
}

export class OutgoingDto extends ServerDto {
  @ApiProperty({ enum: OUTGOING_TYPES, enumName: 'OutgoingType' })
  type: OutgoingType;
}
