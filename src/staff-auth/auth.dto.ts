import { PartialType } from '@nestjs/swagger';
import { IsBoolean, IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

/** How the refresh token is wanted. */
export class CookieWishDto {
  /** `true`: as an HttpOnly cookie instead of in the body, for pages on the origin of the desk or one of CORS_ORIGINS. */
  @MayBeAbsent()
  @IsBoolean()
  cookie?: boolean;
}

export class LoginDto extends CookieWishDto {
  /** @example admin */
  @IsString()
  @Length(1, 190)
  username: string;

  @IsString()
  @Length(1, 1000)
  password: string;
}

export class TwoFactorDto extends CookieWishDto {
  /** From the answer to the login. */
  @IsString()
  @MaxLength(2000)
  challengeToken: string;

  /** A one-time code, or a recovery code in its place. @example 123456 */
  @IsString()
  @MaxLength(30)
  code: string;
}

export class RefreshDto {
  /** Absent: it is in the cookie. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  refreshToken?: string;
}

export class TokensDto {
  /** For `Authorization: Bearer`. */
  accessToken: string;
  /** Works once, for the next pair of tokens. Absent where it was asked for as a cookie. */
  refreshToken?: string;
  /** Seconds the access token lasts. */
  expiresIn: number;
}

/** Tokens; or only a challenge, where the account has a second factor. */
export class LoginAnswerDto extends PartialType(TokensDto) {
  /** To be sent with the one-time code within five minutes. */
  challengeToken?: string;
}

export class PasswordChangeDto {
  @IsString()
  @Length(1, 1000)
  currentPassword: string;

  /** 8 characters or more. */
  @IsString()
  @Length(8, 1000)
  newPassword: string;
}

/** One of both. */
export class ForgotPasswordDto {
  /** @example bob@example.com */
  @MayBeAbsent()
  @IsString()
  @Length(1, 320)
  email?: string;

  /** @example bob */
  @MayBeAbsent()
  @IsString()
  @Length(1, 190)
  username?: string;
}

export class PasswordResetDto {
  /** From the link in the mail. */
  @IsString()
  @MaxLength(200)
  token: string;

  /** 8 characters or more. */
  @IsString()
  @Length(8, 1000)
  newPassword: string;
}
