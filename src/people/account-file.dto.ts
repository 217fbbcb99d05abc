import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import type { Locale } from '../common/locales.js';
import { translate } from '../common/texts.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { ToInt } from '../http/to-int.decorator.js';
import type { AccountsPart } from './account-exports.service.js';
import type { AccountKind } from './account-file.js';
import type { ImportReport } from './account-imports.service.js';

const KINDS = ['staff', 'user'] as const;

export class FileAccountDto {
  /** @example jblogs */
  username: string;
  /** @example Joe Blogs */
  name: string;
  /** @example jblogs@email.com */
  email: string;
  /** The hash, as it is kept; empty: no password fits. */
  password: string;
}

export class AccountsExportSearchDto {
  /** Whose accounts. */
  @MayBeAbsent()
  @IsIn(KINDS)
  as: AccountKind = 'user';

  /** `next` of the part before. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(0)
  after: number = 0;

  @MayBeAbsent()
  @ToInt()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 1000;
}

export class AccountsExportDto {
  users: FileAccountDto[];
  /** Usernames of those among them whose hash is not bcrypt: Flicket does not read it. */
  notBcrypt: string[];
  /** Where to go on; null: there are no more. */
  next: number | null;
}

export class AccountsImportDto {
  /** As Flicket's `export_users` wrote them: objects of `username`, `name`, `email` and `password`, a hash. */
  @ApiProperty({ type: 'array', items: { type: 'object' }, maxItems: 4000 })
  @IsArray()
  @ArrayMaxSize(4000)
  users: unknown[];

  /** What they become; staff belong to all departments. */
  @MayBeAbsent()
  @IsIn(KINDS)
  as: AccountKind = 'user';

  /** Says what would be done, and does nothing. */
  @MayBeAbsent()
  @IsBoolean()
  dryRun?: boolean;

  /** Adds none where one is refused. */
  @MayBeAbsent()
  @IsBoolean()
  allOrNothing?: boolean;
}

export class RowFaultDto {
  /** From 1. */
  row: number;
  /** Empty: the row as a whole. @example email */
  field: string;
  /** @example is in use */
  rule: string;
}

export class AccountsImportReportDto {
  /** Usernames, in the order of the file. */
  added: string[];
  refused: RowFaultDto[];
}

export const toAccountsExportDto = ({ users, notBcrypt, next }: AccountsPart): AccountsExportDto => ({
  users,
  notBcrypt,
  next,
});

export const toAccountsImportReportDto = (
  { added, refused }: ImportReport,
  language: Locale,
): AccountsImportReportDto => ({
  added,
  refused: refused.map((fault) => ({ ...fault, rule: translate(language, fault.rule) })),
});
