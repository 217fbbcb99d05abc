import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { deriveKey } from '../common/derived-key.js';
import { Config } from '../config/config.js';
import { SettingsService } from '../settings/settings.service.js';
import { AttachmentLinkInvalid } from './attachment.errors.js';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
/** A page that was opened in the morning still shows its images in the evening. */
const LIFETIME_S = 12 * HOUR_S;

/** What a signed address carries beside the id of its file. */
export interface SignedLink {
  /** Unix seconds. */
  expires: number;
  /** Base64url. */
  signature: string;
}

/**
 * Addresses of files that open without a token, for `<img>` and `<a>`: bound to one file and to a time. All addresses
 * of a file made within an hour are equal, so that a browser keeps what it has. Made only for who may download.
 */
@Injectable()
export class AttachmentLinks {
  private readonly key: Buffer;
  constructor(
    config: Config,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {
    this.key = deriveKey(config.appSecret, 'attachment-links');
  }

  /** Absolute where the desk knows its public address, else a path. Good for 12 to 13 hours, or as many days as are asked for. */
  urlOf(id: number, days?: number): string {
    const lifetime = days === undefined ? LIFETIME_S : days * DAY_S;
    const expires = (Math.floor(this.now() / HOUR_S) + 1) * HOUR_S + lifetime;
    const signature = this.sign(id, expires).toString('base64url');
    return `${this.settings.get('base_url')}/api/v1/attachments/${id}/signed-content?expires=${expires}&signature=${signature}`;
  }

  /** @throws AttachmentLinkInvalid when it was made for another file or time, or that time is over */
  requireValid(id: number, { expires, signature }: SignedLink): void {
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(id, expires);
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isOurs || expires <= this.now()) throw new AttachmentLinkInvalid();
  }

  private sign(id: number, expires: number): Buffer {
    return createHmac('sha256', this.key).update(`${id}:${expires}`).digest();
  }

  private now(): number {
    return this.clock.now().getTime() / 1000;
  }
}
