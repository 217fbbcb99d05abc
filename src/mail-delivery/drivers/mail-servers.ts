import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { SettingsService } from '../../settings/settings.service.js';
import { SERVER_WIDE } from '../../mailboxes/mailbox-state.entity.js';
import { MailboxStates } from '../../mailboxes/mailbox-states.service.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';
import { RawMails } from '../../mailboxes/raw-mails.js';
import { deskServerOf } from './desk-server.js';
import { LogDriver } from './log.driver.js';
import type { Delivery, DepartingMail, MailDriver } from './mail-driver.js';
import { SmtpDriver, type SmtpServer } from './smtp.driver.js';

/** The mailbox whose own server it is; null: the server of the whole desk, or the folder where there is none. */
export type ServerId = number | null;

/** What leads out at this moment. */
export interface WaysOut {
  /** By mailbox; one that is not here goes by the server of the desk. */
  servers: ReadonlyMap<number, ServerId>;
  /** Refused our login and wait for somebody to cure it, with the reason. */
  paused: ReadonlyMap<ServerId, string>;
}

interface Known {
  driver: SmtpDriver;
  /** Of what it was made of. */
  mark: string;
}

/** The ways out of the house: a mailbox's own SMTP server, that of the desk, or a folder where none is set. */
@Injectable()
export class MailServers {
  private readonly drivers = new Map<ServerId, Known>();

  constructor(
    private readonly config: Config,
    private readonly mailboxes: MailboxesService,
    private readonly states: MailboxStates,
    private readonly rawMails: RawMails,
    private readonly folder: LogDriver,
    private readonly settings: SettingsService,
  ) {}

  /** The environment is read at a start: what it says of the server of the desk deserves another try. */
  async start(): Promise<void> {
    if ((await this.states.get(null)).pauseReason !== null) await this.states.resumeOutgoing(null);
  }

  /** False: its mails are kept in the folder, whose driver says so. */
  sends(id: ServerId): boolean {
    if (this.settings.get('mail_suppress_send')) return false;
    return id !== null || this.deskServer() !== undefined;
  }

  async ways(): Promise<WaysOut> {
    const [mailboxes, states] = await Promise.all([this.mailboxes.list(), this.states.all()]);
    const paused = new Map<ServerId, string>();
    for (const { mailboxId, pauseReason } of states.values())
      if (pauseReason !== null) paused.set(mailboxId === SERVER_WIDE ? null : mailboxId, pauseReason);
    return { servers: new Map(mailboxes.map((mailbox) => [mailbox.id, serverIdOf(mailbox)])), paused };
  }

  /**
   * Sends a raw mail by this server.
   * @throws Error when it is not the server's fault: the mailbox, its secret or the raw mail is not to be had
   */
  async send(
    id: ServerId,
    { sha256, ...mail }: Omit<DepartingMail, 'raw'> & { sha256: string },
    signal: AbortSignal,
  ): Promise<Delivery> {
    const driver = await this.driver(id);
    const delivery = await driver.send({ ...mail, raw: await this.rawMails.open(sha256) }, signal);
    if (delivery.kind === 'refused_login') await this.states.outgoingPaused(id, delivery.reason);
    else if (delivery.kind === 'interrupted') await this.states.outgoingFailed(id, delivery.reason);
    else if (delivery.kind === 'answered' && driver !== this.folder) await this.states.outgoingSucceeded(id);
    return delivery;
  }

  /** What a mailbox sends by may be tried again; null: what mails without a mailbox go by. */
  async resume(mailboxId: number | null): Promise<void> {
    const { servers } = await this.ways();
    await this.states.resumeOutgoing((mailboxId !== null && servers.get(mailboxId)) || null);
  }

  /** Signs in at the mailbox's own server and sends nothing. @throws Error in the server's words */
  async verify(mailbox: Mailbox): Promise<void> {
    const server = this.ownServer(mailbox);
    const driver = new SmtpDriver(server);
    await driver.verify().finally(() => driver.close());
  }

  async close(): Promise<void> {
    const known = [...this.drivers.values()];
    this.drivers.clear();
    await Promise.all(known.map(({ driver }) => driver.close()));
  }

  private async driver(id: ServerId): Promise<MailDriver> {
    if (this.settings.get('mail_suppress_send')) return this.folder;
    const server = id === null ? this.deskServer() : this.ownServer(await this.mailboxes.get(id));
    return server ? this.keep(id, server) : this.folder;
  }

  private deskServer(): SmtpServer | undefined {
    return deskServerOf(this.settings, this.config);
  }

  /** The same driver, with its open connections, for as long as the server is the same. */
  private async keep(id: ServerId, server: SmtpServer): Promise<MailDriver> {
    const mailsMax = this.settings.get('mail_max_emails');
    const mark = JSON.stringify([server, mailsMax]);
    const known = this.drivers.get(id);
    if (known?.mark === mark) return known.driver;
    const driver = new SmtpDriver(server, mailsMax);
    this.drivers.set(id, { driver, mark });
    await known?.driver.close();
    return driver;
  }

  private ownServer(mailbox: Mailbox): SmtpServer {
    return {
      host: mailbox.smtpHost ?? '',
      port: mailbox.smtpPort,
      tls: mailbox.smtpTls,
      user: mailbox.smtpUser ?? '',
      secret: this.mailboxes.secrets(mailbox).outgoing ?? '',
      auth: mailbox.smtpAuth,
      allowSelfSigned: mailbox.smtpAllowSelfSigned,
    };
  }
}

const serverIdOf = ({ id, outgoingType }: Mailbox): ServerId => (outgoingType === 'smtp' ? id : null);
