import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import type { Attachment } from '../attachments/attachment.entity.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { Config } from '../config/config.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Mail } from './mail.js';

/** Makes a mail an RFC 5322 message, as a stream: files pass through in chunks. */
@Injectable()
export class MimeWriter {
  private readonly transport = createTransport({
    streamTransport: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  private readonly host: string;

  constructor(
    private readonly config: Config,
    private readonly settings: SettingsService,
    private readonly attachments: AttachmentsService,
  ) {
    this.host = mailHost(config.publicUrl);
  }

  /** The same mail under the same key is the same message, to the byte. */
  async write(mail: Mail, key: string): Promise<Readable> {
    const { message } = await this.transport.sendMail({
      from: { name: oneLine(this.settings.get('site_name')), address: `support@${this.host}` },
      to: { name: oneLine(mail.to.name), address: mail.to.address },
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      date: mail.date,
      messageId: `<${key}.${this.mark('message-id', key)}@${this.host}>`,
      headers: mail.automatic ? { 'Auto-Submitted': 'auto-generated' } : {},
      attachments: mail.files.map((file) => this.part(file)),
      // Not to be guessed: a line of a text that looked like the boundary would end its part.
      baseBoundary: this.mark('boundary', key),
      newline: 'windows',
    });
    return message as Readable;
  }

  /** Bytes, whatever the type: also a mail that somebody attached. */
  private part(file: Attachment) {
    return {
      filename: file.name,
      contentType: file.contentType,
      contentDisposition: 'attachment' as const,
      contentTransferEncoding: 'base64' as const,
      content: Readable.from(this.content(file), { objectMode: false }),
    };
  }

  /** Opens the file when its turn has come, so that a message given up before leaves none open. */
  private async *content(file: Attachment): AsyncGenerator<Buffer> {
    yield* await this.attachments.content(file);
  }

  /** Stable, different on every installation, and known to nobody before the mail. */
  private mark(purpose: string, key: string): string {
    return createHmac('sha256', this.config.appSecret)
      .update(`mail ${purpose} ${key}`)
      .digest('hex')
      .slice(0, 32);
  }
}

/** Mail addresses need a name: the public one where there is one. */
function mailHost(publicUrl: string): string {
  const hostname = publicUrl && new URL(publicUrl).hostname;
  return !hostname || isIP(hostname) || hostname.startsWith('[') ? 'localhost' : hostname;
}

/** What stands in a header: no line ends and no other control characters, of ASCII or of Unicode. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
