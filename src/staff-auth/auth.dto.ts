import { PartialType } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';

export class LoginDto {
  /** @example admin */
  @IsString()
  @Length(1, 190)
  username: string;

  @IsString()
  @Length(1, 1000)
  password: string;
}

export class TwoFactorDto {
  /** From the answer to the login. */
  @IsString()
  @MaxLength(2000)
  challengeToken: string;

  /** @example 123456 */
  @IsString()
  @MaxLength(20)
  code: string;
}

export class RefreshDto {
  @IsString()
  @MaxLength(200)
  refreshToken: string;
}

export class TokensDto {
  /** For `Authorization: Bearer`. */
  accessToken: string;
  /** Works once, for the next pair of tokens. */
  refreshToken: string;
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
