import { Controller, Get, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { Downloads, toDownload } from '../tickets/downloads.decorator.js';
import {
  OutboundMailDto,
  OutboundMailListDto,
  OutboundMailSearchDto,
  toOutboundMailDto,
  toOutboundMailListDto,
} from './outbound-mail.dto.js';
import { OutboundMailsService } from './outbound-mails.service.js';

/** Every mail the desk owes or sent, with what became of it at each recipient. */
@ApiTags('outbound-mails')
@Controller('outbound-mails')
export class OutboundMailsController {
  constructor(private readonly mails: OutboundMailsService) {}

  /** The mails that fit all filters, the newest first. */
  @Get()
  @Permission('outbound-mails/read')
  async listOutboundMails(@Query() search: OutboundMailSearchDto): Promise<OutboundMailListDto> {
    return toOutboundMailListDto(await this.mails.list(search));
  }

  /** One mail. */
  @Get(':id')
  @Permission('outbound-mails/read')
  async getOutboundMail(@Id() id: number): Promise<OutboundMailDto> {
    return toOutboundMailDto(await this.mails.get(id));
  }

  /** The mail byte for byte as it is sent, with its signature. */
  @Get(':id/raw')
  @Permission('outbound-mails/read')
  @Downloads()
  async downloadOutboundMail(@Id() id: number): Promise<StreamableFile> {
    return this.mails.raw(id).then(({ mail, content }) => toDownload({ file: fileOf(mail), content }));
  }

  /** Tries again now for all who have not got it, with the same Message-ID; also ends a pause of its server. */
  @Post(':id/retry')
  @Permission('outbound-mails/update')
  @HttpCode(200)
  async retryOutboundMail(@CurrentActor() actor: Actor, @Id() id: number): Promise<OutboundMailDto> {
    return toOutboundMailDto(await this.mails.retry(actor, id));
  }

  /** Who has not got it yet gets it no more. */
  @Post(':id/cancel')
  @Permission('outbound-mails/update')
  @HttpCode(200)
  async cancelOutboundMail(@CurrentActor() actor: Actor, @Id() id: number): Promise<OutboundMailDto> {
    return toOutboundMailDto(await this.mails.cancel(actor, id));
  }
}

const fileOf = ({ id, size }: { id: number; size: number }) => ({
  name: `mail-${id}.eml`,
  contentType: 'message/rfc822',
  size,
});
