import { Injectable } from '@nestjs/common';
import { deriveKey } from '../common/derived-key.js';
import { SEALING, openText, sealText } from '../common/sealing.js';
import { Config } from '../config/config.js';

/**
 * Seals secrets that must be read again (TOTP secrets, mailbox passwords) under APP_SECRET. A column that holds such texts
 * stands in the list of `database/secret-rotation.ts`.
 */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = deriveKey(config.appSecret, SEALING);
  }

  seal(text: string): string {
    return sealText(this.key, text);
  }

  /** @throws Error when the text was changed or sealed under another APP_SECRET. */
  open(sealed: string): string {
    return openText(this.key, sealed);
  }
}
