import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { MailboxStates } from './mailbox-states.service.js';
import {
  MailboxCreateDto,
  MailboxDto,
  MailboxListDto,
  MailboxUpdateDto,
  toMailboxDto,
} from './mailbox.dto.js';
import type { Mailbox } from './mailbox.entity.js';
import { MailboxesService } from './mailboxes.service.js';

/** The addresses of the desk, for administrators. */
@ApiTags('mailboxes')
@Controller('mailboxes')
export class MailboxesController {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly states: MailboxStates,
  ) {}

  /** All mailboxes in order of id, each with its state. */
  @Get()
  @Permission('mailboxes/read')
  async listMailboxes(): Promise<MailboxListDto> {
    return { items: await Promise.all((await this.mailboxes.list()).map(this.show)) };
  }

  /** One mailbox with its state. */
  @Get(':id')
  @Permission('mailboxes/read')
  async getMailbox(@Id() id: number): Promise<MailboxDto> {
    return this.show(await this.mailboxes.get(id));
  }

  /** Creates a mailbox; one that fetches begins within a second. The first one is the default. */
  @Post()
  @Permission('mailboxes/create')
  async createMailbox(@CurrentActor() actor: Actor, @Body() body: MailboxCreateDto): Promise<MailboxDto> {
    return this.show(await this.mailboxes.create(actor, body));
  }

  /** Changes what is sent, and takes effect within a second. A secret that is not sent stays. */
  @Patch(':id')
  @Permission('mailboxes/update')
  async updateMailbox(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: MailboxUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<MailboxDto> {
    return this.show(await this.mailboxes.update(actor, id, body, version));
  }

  /** Deletes a mailbox. Its tickets and its mails stay, those on the server too. */
  @Delete(':id')
  @Permission('mailboxes/delete')
  @HttpCode(204)
  deleteMailbox(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.mailboxes.remove(actor, id, version);
  }

  private readonly show = async (mailbox: Mailbox): Promise<MailboxDto> =>
    toMailboxDto(mailbox, await this.states.get(mailbox.id));
}
