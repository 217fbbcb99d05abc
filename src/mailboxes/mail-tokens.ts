import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { deriveKey } from '../common/derived-key.js';
import { Config } from '../config/config.js';
import { KeptKeys, MAIL_TOKENS } from '../database/kept-keys.js';

const MAC_BYTES = 16;
/** 128 bits in the digits 0-9a-v: mail programs change the case of addresses, and a local part ends at 64 characters. */
const MAC = '[0-9a-v]{26}';
const LOCAL_PART_MAX = 64;

const UNIQUE = /^[a-z0-9_-]{1,64}$/i;
const MESSAGE_ID = new RegExp(`^\\s*<?t(\\d{1,10})\\.([a-z0-9_-]{1,64})\\.(${MAC})@[^@\\s<>]+>?\\s*$`, 'i');
const PLUS_ADDRESS = new RegExp(`\\+(\\d{1,10})\\.(${MAC})@[^@]+$`, 'i');

/**
 * Our Message-IDs and our plus-addresses. Each carries its ticket and a MAC under APP_SECRET (or, from before, an
 * earlier one), so that only who was sent one can answer into the ticket. Case does not count, for gateways change it.
 */
@Injectable()
export class MailTokens {
  private readonly key: KeyObject;

  constructor(
    config: Config,
    private readonly kept: KeptKeys,
  ) {
    this.key = createSecretKey(deriveKey(config.appSecret, MAIL_TOKENS));
  }

  /**
   * `<t12.unique.mac@host>`, the same for the same arguments. A ticketId of null is a mail about no ticket.
   * @throws Error when `unique` has other characters than letters, digits, `-` and `_`, or more than 64
   */
  messageId(ticketId: number | null, unique: string, host: string): string {
    if (!UNIQUE.test(unique)) throw new Error(`"${unique}" cannot stand in a Message-ID.`);
    const ticket = String(ticketId ?? 0);
    return `<t${ticket}.${unique}.${this.mac('message', ticket, unique)}@${host}>`;
  }

  /** The ticket that our own Message-ID speaks of; undefined for others, forged ones and mails about no ticket. */
  ticketOfMessageId(messageId: string): number | undefined {
    return this.read(messageId) || undefined;
  }

  /** Whether we made this Message-ID. */
  isOurs(messageId: string): boolean {
    return this.read(messageId) !== undefined;
  }

  /** The address through which an answer finds its ticket; as it was where there is no room for the token. */
  plusAddress(address: string, ticketId: number): string {
    const at = address.lastIndexOf('@');
    const ticket = String(ticketId);
    const local = `${address.slice(0, at)}+${ticket}.${this.mac('address', ticket)}`;
    return local.length > LOCAL_PART_MAX ? address : local + address.slice(at);
  }

  /** The ticket of a plus-address that we made. */
  ticketOfAddress(address: string): number | undefined {
    const [, ticket, mac] = PLUS_ADDRESS.exec(address.trim()) ?? [];
    return ticket && this.isMac(mac!, 'address', ticket) ? Number(ticket) : undefined;
  }

  private read(messageId: string): number | undefined {
    const [, ticket, unique, mac] = MESSAGE_ID.exec(messageId) ?? [];
    return ticket && this.isMac(mac!, 'message', ticket, unique!) ? Number(ticket) : undefined;
  }

  private isMac(text: string, ...about: string[]): boolean {
    const given = Buffer.from(text.toLowerCase());
    return [this.key, ...this.kept.mailTokens].some((key) =>
      timingSafeEqual(given, Buffer.from(macUnder(key, about))),
    );
  }

  private mac(...about: string[]): string {
    return macUnder(this.key, about);
  }
}

function macUnder(key: KeyObject | Buffer, about: readonly string[]): string {
  const text = about.join('\n').toLowerCase();
  const digest = createHmac('sha256', key).update(text).digest().subarray(0, MAC_BYTES);
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(32)
    .padStart(26, '0');
}
