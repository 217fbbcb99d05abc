import { Body, Controller, Get, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { Downloads, toDownload, type Download } from '../tickets/downloads.decorator.js';
import { InboundMailChangesService } from './inbound-mail-changes.service.js';
import {
  InboundMailDto,
  InboundMailListDto,
  InboundMailMoveDto,
  InboundMailSearchDto,
  toInboundMailDto,
  toInboundMailListDto,
} from './inbound-mail.dto.js';
import { InboundMailsService, type RawMail } from './inbound-mails.service.js';

/** Every mail that ever came, and what became of it. */
@ApiTags('inbound-mails')
@Controller()
export class InboundMailsController {
  constructor(
    private readonly mails: InboundMailsService,
    private readonly changes: InboundMailChangesService,
  ) {}

  /** The mails that fit all filters, the newest first; `state=quarantined` are those to look at. */
  @Get('inbound-mails')
  @Permission('inbound-mails/read')
  async listInboundMails(@Query() search: InboundMailSearchDto): Promise<InboundMailListDto> {
    return toInboundMailListDto(await this.mails.list(search));
  }

  /** One mail. */
  @Get('inbound-mails/:id')
  @Permission('inbound-mails/read')
  async getInboundMail(@Id() id: number): Promise<InboundMailDto> {
    return toInboundMailDto(await this.mails.get(id));
  }

  /** The mail byte for byte as it came. */
  @Get('inbound-mails/:id/raw')
  @Permission('inbound-mails/read')
  @Downloads()
  async downloadInboundMail(@Id() id: number): Promise<StreamableFile> {
    return toDownload(fileOf(await this.mails.raw(id)));
  }

  /** The mail that a message came by, byte for byte, for staff who may see the ticket. */
  @Get('messages/:id/raw')
  @Permission('messages/read')
  @Downloads()
  async downloadMailOfMessage(@CurrentActor() actor: Actor, @Id() id: number): Promise<StreamableFile> {
    return toDownload(fileOf(await this.mails.rawOfMessage(actor, id)));
  }

  /** Processes it again, past brakes and ignore list; the answer is the mail as it waits for that. */
  @Post('inbound-mails/:id/reprocess')
  @Permission('inbound-mails/update')
  @HttpCode(200)
  async reprocessInboundMail(@CurrentActor() actor: Actor, @Id() id: number): Promise<InboundMailDto> {
    return this.changes.reprocess(actor, id).then(async () => toInboundMailDto(await this.mails.get(id)));
  }

  /** Moves its message with its files into another ticket; a ticket that it leaves empty becomes a duplicate. */
  @Post('inbound-mails/:id/move')
  @Permission('inbound-mails/update')
  @HttpCode(200)
  async moveInboundMail(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { ticketId }: InboundMailMoveDto,
  ): Promise<InboundMailDto> {
    return this.changes
      .move(actor, id, ticketId)
      .then(async () => toInboundMailDto(await this.mails.get(id)));
  }
}

const fileOf = ({ mail: { id, size }, content }: RawMail): Download => ({
  file: { name: `mail-${id}.eml`, contentType: 'message/rfc822', size },
  content,
});
