import { PartialType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsString, Length } from 'class-validator';
import type { Page } from '../common/page.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto } from '../http/page.dto.js';
import type { ApiToken } from './api-token.entity.js';
import { TOKEN_PERMISSIONS } from './permissions.js';
import { say } from '../http/wording.js';

export class ApiTokenDto {
  id: number;
  /** @example monitoring */
  name: string;
  /** The token's first characters. @example sd_Ab3dE */
  hint: string;
  /** @example ["tickets/create","tickets/read"] */
  permissions: string[];
  /** Empty: from anywhere. @example ["192.0.2.7","10.0.0.*","2001:db8::/32"] */
  allowedAddresses: string[];
  active: boolean;
  /** Exact to a minute. */
  lastUsedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class ApiTokenCreatedDto extends ApiTokenDto {
  /** Shown this once; only its SHA-256 is kept. */
  token: string;
}

export class ApiTokenListDto {
  items: ApiTokenDto[];
  page: PageDto;
}

export class ApiTokenCreateDto {
  /** @example monitoring */
  @IsString()
  @IsLine()
  @Length(1, 255)
  name: string;

  /** @example ["tickets/create","tickets/read"] */
  @IsArray()
  @ArrayUnique()
  @IsIn(TOKEN_PERMISSIONS, { each: true, ...say('is_in.permission') })
  permissions: string[];

  /** Addresses, `a.b.c.*` wildcards and CIDR ranges; empty: from anywhere. @example ["10.0.0.0/8"] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  allowedAddresses?: string[];

  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;
}

/** Absent means "leave". */
export class ApiTokenUpdateDto extends PartialType(ApiTokenCreateDto, { skipNullProperties: false }) {}

export const toApiTokenDto = (row: ApiToken): ApiTokenDto => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  permissions: row.permissions,
  allowedAddresses: row.allowedAddresses,
  active: row.active,
  lastUsedAt: row.lastUsedAt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  version: row.version,
});

export const toApiTokenCreatedDto = ({
  row,
  token,
}: {
  row: ApiToken;
  token: string;
}): ApiTokenCreatedDto => ({
  ...toApiTokenDto(row),
  token,
});

export const toApiTokenListDto = ({ items, page }: Page<ApiToken>): ApiTokenListDto => ({
  items: items.map(toApiTokenDto),
  page,
});
