import { IsString, Length, MaxLength } from 'class-validator';

export class TwoFactorSetUpDto {
  /** Base32, for who types it. @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP */
  secret: string;
  /** What the QR codes say. @example otpauth://totp/Switchdesk:admin?secret=JBSWY3DPEHPK3PXP&issuer=Switchdesk */
  otpauthUrl: string;
  /** An SVG document. */
  qrSvg: string;
  /** A `data:` URL of a PNG image. */
  qrPng: string;
}

export class TwoFactorEnableDto {
  /** The code that the app shows now. @example 123456 */
  @IsString()
  @MaxLength(30)
  code: string;
}

/** Who changes a second factor shows both halves once more. */
export class TwoFactorConfirmDto {
  @IsString()
  @Length(1, 1000)
  password: string;

  /** A one-time code or a recovery code. @example 123456 */
  @IsString()
  @MaxLength(30)
  code: string;
}

export class RecoveryCodesDto {
  /** Shown only now: each takes the place of a one-time code, once. @example ["abcd-efgh-jkmn-pqrs"] */
  recoveryCodes: string[];
}
