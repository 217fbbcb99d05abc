import { LOCALES, type Locale } from '../common/locales.js';
import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsBoolean, IsString, Length, MaxLength } from 'class-validator';
import { fieldVariable } from '../common/placeholders.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import type { TemplateInForce } from './mail-templates.service.js';
import { MAIL_VARIABLES, definitionOf, type MailEvent } from './templates/mail-events.js';

export class MailVariableDto {
  /** @example name */
  name: string;
  description: string;
}

export class MailTemplateDto {
  event: MailEvent;
  @ApiProperty({ enum: LOCALES })
  locale: Locale;
  /** Who gets it, and when. */
  description: string;
  /** Whether this mail is sent. */
  enabled: boolean;
  /** Whether it differs from the template as it came. */
  customised: boolean;
  /** @example [#{{number}}] {{subject}} */
  subject: string;
  /** The plain text. */
  text: string;
  /** The HTML form; empty: made from the text. Values are escaped in it. */
  html: string;
  /** What may stand in double braces, the custom fields of tickets too: `customField.<name>`. */
  variables: MailVariableDto[];
  updatedAt: Date | null;
  /** Row version; the ETag. */
  version: number;
}

export class MailTemplateListDto {
  items: MailTemplateDto[];
}

export class MailTemplateUpdateDto {
  /** One line; variables as `{{name}}`. */
  @MayBeAbsent()
  @IsString()
  @IsLine()
  @Length(1, 500)
  subject?: string;

  /** The plain text; variables as `{{name}}`. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 100_000)
  text?: string;

  /** The HTML form; empty: made from the text. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(500_000)
  html?: string;

  /** `staff_reply` cannot be switched off. */
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;
}

/** What is absent is as it is now. */
export class MailTemplatePreviewDto extends PickType(MailTemplateUpdateDto, ['subject', 'text', 'html']) {}

export class MailPreviewDto {
  subject: string;
  text: string;
  html: string;
}

export const toMailTemplateDto = (template: TemplateInForce): MailTemplateDto => {
  const { description, variables } = definitionOf(template.event);
  return {
    event: template.event,
    locale: template.locale,
    description,
    enabled: template.enabled,
    customised: template.customised,
    subject: template.subject,
    text: template.text,
    html: template.html,
    variables: [
      ...variables.map((name) => ({ name, description: MAIL_VARIABLES[name] })),
      ...template.fields.map(({ name, label }) => ({ name: fieldVariable(name), description: label })),
    ],
    updatedAt: template.updatedAt,
    version: template.version,
  };
};

export const toMailTemplateListDto = (templates: TemplateInForce[]): MailTemplateListDto => ({
  items: templates.map(toMailTemplateDto),
});
