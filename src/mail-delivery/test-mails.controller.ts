import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { TestMailCreateDto, TestMailDto, toTestMailDto } from './test-mail.dto.js';
import { TestMailsService } from './test-mails.service.js';

/** Tries the settings of mail. */
@ApiTags('settings')
@Controller('settings/test-mail')
export class TestMailsController {
  constructor(private readonly testMails: TestMailsService) {}

  /** Sends a mail on the way that all mails go, and reports what the server answered, within twenty seconds. */
  @Post()
  @HttpCode(200)
  @Permission('settings/update')
  async sendTestMail(@CurrentActor() actor: Actor, @Body() { to }: TestMailCreateDto): Promise<TestMailDto> {
    return toTestMailDto(await this.testMails.send(actor, to));
  }
}
