import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Locale } from '../../common/locales.js';
import { Id } from '../../http/id.decorator.js';
import { Language } from '../../http/language.js';
import { Permission } from '../../http/permission.decorator.js';
import {
  MailboxCheckDto,
  MailboxPollDto,
  toMailboxCheckDto,
  toMailboxPollDto,
} from './mailbox-checks.dto.js';
import { MailboxChecks } from './mailbox-checks.service.js';
import { MailboxPolls } from './mailbox-polls.service.js';

/** What is done with a mailbox over the network, at once. */
@ApiTags('mailboxes')
@Controller('mailboxes/:id')
export class MailboxChecksController {
  constructor(
    private readonly checks: MailboxChecks,
    private readonly polls: MailboxPolls,
  ) {}

  /** Tries the servers of a mailbox as it is set up, and says what is wrong. Changes nothing. */
  @Post('test')
  @HttpCode(200)
  @Permission('mailboxes/update')
  async testMailbox(@Id() id: number, @Language() language: Locale): Promise<MailboxCheckDto> {
    return toMailboxCheckDto(await this.checks.check(id), language);
  }

  /** Looks into the mailbox now; answers when all that was there is in the ledger. */
  @Post('poll')
  @HttpCode(200)
  @Permission('mailboxes/update')
  async pollMailbox(@Id() id: number): Promise<MailboxPollDto> {
    return toMailboxPollDto(await this.polls.poll(id));
  }
}
