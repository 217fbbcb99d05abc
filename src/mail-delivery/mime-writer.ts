import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import type { Attachment } from '../attachments/attachment.entity.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { Config } from '../config/config.js';
import { MailTokens } from '../mailboxes/mail-tokens.js';
import type { Addressee, Mail } from './mail.js';
import { MailOrigins, type MailOrigin } from './mail-origins.js';
import { MailThreads } from './mail-threads.js';
import { isPersonal } from './templates/mail-events.js';

export interface WrittenMail {
  /** With its brackets. */
  internetMessageId: string;
  /** RFC 5322 with CRLF line ends; to be read to its end or destroyed. */
  raw: Readable;
  origin: MailOrigin;
}

/** Makes a mail an RFC 5322 message, signed where there is a key for its domain, as a stream: files pass in chunks. */
@Injectable()
export class MimeWriter {
  private transport?: Promise<Transporter>;

  constructor(
    private readonly config: Config,
    private readonly tokens: MailTokens,
    private readonly origins: MailOrigins,
    private readonly threads: MailThreads,
    private readonly attachments: AttachmentsService,
  ) {}

  /** The same key gives the same Message-ID. */
  async write(mail: Mail, key: string): Promise<WrittenMail> {
    this.transport ??= loadTransport();
    const origin = await this.origins.of(mail);
    const internetMessageId = this.tokens.messageId(mail.ticket?.id ?? null, key, origin.host);
    const { message } = await (
      await this.transport
    ).sendMail({
      from: header(origin.from),
      to: header(mail.to),
      cc: mail.cc.map(header),
      replyTo: origin.replyTo && header({ name: origin.from.name, address: origin.replyTo }),
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      date: mail.date,
      messageId: internetMessageId,
      ...(await this.threads.headersOf(mail, origin.host)),
      headers: marksOf(mail),
      attachments: mail.files.map((file) => this.part(file)),
      // Not to be guessed: a line of a text that looked like the boundary would end its part.
      baseBoundary: this.boundary(key),
      newline: 'windows',
      dkim: this.signature(origin.host),
    });
    return { internetMessageId, raw: message as Readable, origin };
  }

  /** Bytes, whatever the type: also a mail that somebody attached. What the HTML shows stands beside it. */
  private part(file: Attachment) {
    return {
      filename: file.name,
      contentType: file.contentType,
      ...(file.contentId === null
        ? { contentDisposition: 'attachment' as const }
        : { contentDisposition: 'inline' as const, cid: file.contentId }),
      contentTransferEncoding: 'base64' as const,
      content: Readable.from(this.content(file), { objectMode: false }),
    };
  }

  /** Opens the file when its turn has come, so that a message given up before leaves none open. */
  private async *content(file: Attachment): AsyncGenerator<Buffer> {
    yield* await this.attachments.content(file);
  }

  private boundary(key: string): string {
    return createHmac('sha256', this.config.appSecret)
      .update(`mail boundary ${key}`)
      .digest('hex')
      .slice(0, 32);
  }

  private signature(host: string) {
    const { dkim } = this.config;
    const domainName = host.toLowerCase();
    if (!dkim?.domains.includes(domainName)) return undefined;
    return { domainName, keySelector: dkim.selector, privateKey: dkim.privateKey };
  }
}

/** Loaded with the first mail. */
async function loadTransport(): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({ streamTransport: true, disableFileAccess: true, disableUrlAccess: true });
}

/** Nobody wrote it: other machines are asked not to answer (RFC 3834, and Exchange's own way). */
function marksOf(mail: Mail): Record<string, string> {
  if (isPersonal(mail)) return {};
  const { event } = mail;
  const answers = event === 'acknowledgement' || event === 'reply_acknowledgement';
  return {
    'Auto-Submitted': answers ? 'auto-replied' : 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  };
}

const header = ({ name, address }: Addressee) => ({ name: oneLine(name), address });

/** What stands in a header: no line ends and no other control characters, of ASCII or of Unicode. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
