import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UploadedFile } from '../attachments/attachment-rules.js';
import { Public } from '../http/permission.decorator.js';
import { PublicSettingsService } from './public-settings.service.js';
import { PublicSubmission } from './public-submission.decorator.js';
import { PublicTicketsService } from './public-tickets.service.js';
import {
  PublicSettingsDto,
  PublicTicketCreateDto,
  PublicTicketDto,
  toPublicSettingsDto,
} from './public.dto.js';
import { UploadedFiles } from './upload.interceptor.js';

/** For people who have not signed in. */
@ApiTags('public')
@Controller()
export class PublicController {
  constructor(
    private readonly settings: PublicSettingsService,
    private readonly tickets: PublicTicketsService,
  ) {}

  /** What a form for tickets needs to know of the desk. */
  @Get('settings/public')
  @Public()
  async getPublicSettings(): Promise<PublicSettingsDto> {
    return toPublicSettingsDto(await this.settings.get());
  }

  /**
   * Opens a ticket without signing in, with files as a form (`attachments`), in a department that allows it. The answer tells
   * nothing of the desk; the requester gets the ticket's number by mail. 429 beyond `public_ticket_limit` an hour.
   */
  @Post('public/tickets')
  @PublicSubmission(PublicTicketCreateDto)
  async submitPublicTicket(
    @Body() body: PublicTicketCreateDto,
    @UploadedFiles() files: readonly UploadedFile[],
  ): Promise<PublicTicketDto> {
    return this.tickets.submit({ ...body, files });
  }
}
