import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { emailKey } from '../../common/email-address.js';
import { Config } from '../../config/config.js';
import { syncFolder } from '../../database/data-folder.js';
import { MailDriver, type Delivery, type DepartingMail } from './mail-driver.js';

/** Sends nothing: keeps each mail as `DATA_DIR/outbound-mail/<key>.eml`, for this account's eyes only. */
@Injectable()
export class LogDriver extends MailDriver {
  private readonly logger = new Logger('Mail');
  private readonly folder: string;

  constructor(config: Config) {
    super();
    this.folder = join(config.dataDir, 'outbound-mail');
  }

  async send({ key, event, envelope, raw }: DepartingMail): Promise<Delivery> {
    const path = join(this.folder, `${key}.eml`);
    try {
      const made = await mkdir(this.folder, { recursive: true, mode: 0o700 });
      if (made) await syncFolder(dirname(made));
      await write(raw, path);
      await syncFolder(this.folder);
    } catch (error) {
      raw.destroy();
      return { kind: 'interrupted', reason: (error as Error).message, unknown: false };
    }
    const recipients = envelope.to.join(', ');
    this.logger.log(`The mail "${event}" to ${recipients} is kept in ${path}`);
    const kept = { state: 'sent' as const, detail: `Not sent, but kept in ${path}` };
    return { kind: 'answered', recipients: new Map(envelope.to.map((address) => [emailKey(address), kept])) };
  }
}

/** Whole or not at all. What a crash leaves of the draft, the next attempt begins anew. */
async function write(raw: DepartingMail['raw'], path: string): Promise<void> {
  const draft = `${path}.part`;
  try {
    await pipeline(raw, createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
