import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Permission } from '../http/permission.decorator.js';
import {
  MailPreviewDto,
  MailTemplateDto,
  MailTemplateListDto,
  MailTemplatePreviewDto,
  MailTemplateUpdateDto,
  toMailTemplateDto,
  toMailTemplateListDto,
} from './mail-template.dto.js';
import { MailTemplatesService } from './mail-templates.service.js';

/** What the desk writes on which occasion, in each language. */
@ApiTags('mail-templates')
@Controller('mail-templates')
export class MailTemplatesController {
  constructor(private readonly templates: MailTemplatesService) {}

  /** Every template as it is in force. */
  @Get()
  @Permission('mail-templates/read')
  async listMailTemplates(): Promise<MailTemplateListDto> {
    return toMailTemplateListDto(await this.templates.list());
  }

  /** One template with the variables it knows. */
  @Get(':event/:locale')
  @Permission('mail-templates/read')
  async getMailTemplate(
    @Param('event') event: string,
    @Param('locale') locale: string,
  ): Promise<MailTemplateDto> {
    return toMailTemplateDto(await this.templates.get(event, locale));
  }

  /** Changes what is sent; a variable that the mail does not know is refused by name. */
  @Patch(':event/:locale')
  @Permission('mail-templates/update')
  async updateMailTemplate(
    @CurrentActor() actor: Actor,
    @Param('event') event: string,
    @Param('locale') locale: string,
    @Body() body: MailTemplateUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<MailTemplateDto> {
    return toMailTemplateDto(await this.templates.update(actor, event, locale, body, version));
  }

  /** How the template would look, with values that nobody has; nothing is saved or sent. */
  @Post(':event/:locale/preview')
  @Permission('mail-templates/read')
  @HttpCode(200)
  previewMailTemplate(
    @Param('event') event: string,
    @Param('locale') locale: string,
    @Body() body: MailTemplatePreviewDto,
  ): Promise<MailPreviewDto> {
    return this.templates.preview(event, locale, body);
  }

  /** The template as it came. */
  @Post(':event/:locale/reset')
  @Permission('mail-templates/update')
  @HttpCode(200)
  async resetMailTemplate(
    @CurrentActor() actor: Actor,
    @Param('event') event: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
  ): Promise<MailTemplateDto> {
    return toMailTemplateDto(await this.templates.reset(actor, event, locale, version));
  }
}
