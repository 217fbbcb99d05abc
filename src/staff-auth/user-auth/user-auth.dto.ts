import { PickType } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';
import { UserUpdateDto } from '../../users/user.dto.js';
import { CookieWishDto, PasswordResetDto } from '../auth.dto.js';

/** `email` or `username`. */
export class UserLoginDto extends CookieWishDto {
  /** @example ann@example.com */
  @MayBeAbsent()
  @IsString()
  @Length(1, 320)
  email?: string;

  /** For who has one. @example ann */
  @MayBeAbsent()
  @IsString()
  @Length(1, 190)
  username?: string;

  @IsString()
  @Length(1, 1000)
  password: string;
}

export class UserLinkDto {
  /** @example ann@example.com */
  @IsString()
  @Length(1, 320)
  email: string;
}

export class UserLinkRedeemDto extends CookieWishDto {
  /** From the link in the mail. */
  @IsString()
  @MaxLength(200)
  token: string;

  /** Sets a password, the first or a new one, without the current one; other sessions end. 8 characters or more. */
  @MayBeAbsent()
  @IsString()
  @Length(8, 1000)
  newPassword?: string;
}

export class UserPasswordChangeDto extends PickType(PasswordResetDto, ['newPassword']) {
  /** Absent where there is none yet. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 1000)
  currentPassword?: string;
}

/** The e-mail address is what the account is known by: staff change it. */
export class UserMeUpdateDto extends PickType(UserUpdateDto, ['fullName', 'locale']) {}
