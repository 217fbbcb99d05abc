import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Length, MaxLength, Validate } from 'class-validator';
import { LOCALES, type Locale } from '../common/locales.js';
import type { Page } from '../common/page.js';
import { EmailAddress } from '../http/email-address.rule.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import type { UserRow } from './users.queries.js';

export class UserDto {
  id: number;
  /** @example Ann Lee */
  fullName: string;
  /** As typed; compared without regard to case. @example ann@example.com */
  email: string;
  /** A disabled account is refused at every door. */
  active: boolean;
  /** The language of mails to this person; null: the setting `locale`. */
  @ApiProperty({ enum: LOCALES, nullable: true })
  locale: Locale | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class UserListDto {
  items: UserDto[];
  page: PageDto;
}

export class UserCreateDto {
  /** @example Ann Lee */
  @IsString()
  @IsLine()
  @Length(1, 500)
  fullName: string;

  /** @example ann@example.com */
  @Validate(EmailAddress)
  email: string;

  /** The language of mails to this person; null: the setting `locale`. */
  @ApiProperty({ enum: LOCALES, nullable: true, required: false })
  @IsOptional()
  @IsIn(LOCALES)
  locale?: Locale | null;
}

export class UserUpdateDto extends PartialType(UserCreateDto, { skipNullProperties: false }) {
  /** Disables or enables the account. */
  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;
}

export class UserSearchDto extends PageSearchDto {
  /** Only the user with this address, whatever its case. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(320)
  email?: string;

  /**
   * Beginnings of words of the name, of the address or of the username; each must fit. The first `limit` by that word are
   * given, without further pages.
   * @example ann lee
   */
  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  search?: string;
}

export const toUserDto = (user: UserRow): UserDto => ({
  id: user.id,
  fullName: user.fullName,
  email: user.email,
  active: user.active,
  locale: user.locale,
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  version: user.version,
});

export const toUserListDto = ({ items, page }: Page<UserRow>): UserListDto => ({
  items: items.map(toUserDto),
  page,
});
