import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../common/errors.js';
import { SettingsService } from '../settings/settings.service.js';
import { hashPassword, isRehashDue } from './passwords.js';

/** All that bcrypt looks at: what follows would be no part of the password. */
const BCRYPT_BYTES = 72;

/** Passwords as the desk keeps them, by the setting `password_hashing`. */
@Injectable()
export class PasswordHashes {
  constructor(private readonly settings: SettingsService) {}

  /** @throws InvalidInput for a password that is longer than bcrypt sees */
  async hash(password: string): Promise<string> {
    const scheme = this.settings.get('password_hashing');
    if (scheme === 'bcrypt' && Buffer.byteLength(password) > BCRYPT_BYTES)
      throw InvalidInput.field('password', 'too_long.password', { most: BCRYPT_BYTES });
    return hashPassword(password, scheme);
  }

  /** A new hash of a password that has just fitted, where it is kept otherwise than the desk does now. */
  async renewed(password: string, passwordHash: string): Promise<string | undefined> {
    const scheme = this.settings.get('password_hashing');
    if (!isRehashDue(passwordHash, scheme)) return undefined;
    return this.hash(password).catch((error: unknown) => {
      if (error instanceof InvalidInput) return undefined;
      throw error;
    });
  }
}
