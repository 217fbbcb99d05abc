import { ApiProperty, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, ValidateNested } from 'class-validator';
import { CustomFieldDto, toCustomFieldDto } from '../custom-fields/custom-field.dto.js';
import { LOCALES } from '../common/locales.js';
import { ToInt } from '../http/to-int.decorator.js';
import { UserCreateDto } from '../users/user.dto.js';
import type { PublicSettings } from './public-settings.service.js';
import { TicketCreateDto } from './ticket-create.dto.js';

/** What files the desk takes. */
export class AttachmentRulesDto {
  /** False: none. */
  enabled: boolean;
  maxFiles: number;
  /** Of one file. */
  maxBytes: number;
  /** Without a dot. */
  @ApiProperty({ type: [String], example: ['jpg', 'png', 'pdf'] })
  extensions: string[];
}

export class PublicDepartmentDto {
  id: number;
  /** @example Support */
  name: string;
  /** Whether anybody may open tickets here without signing in. */
  publicSubmission: boolean;
}

/** What anybody may know of the desk. */
export class PublicSettingsDto {
  /** @example Switchdesk */
  title: string;
  /** Languages of mails. */
  @ApiProperty({ enum: LOCALES, isArray: true })
  languages: readonly string[];
  /** The one mails are in. */
  @ApiProperty({ enum: LOCALES })
  language: string;
  /** @example Europe/Paris */
  timezone: string;
  /** The desk is closed to users and the public. */
  maintenance: boolean;
  attachments: AttachmentRulesDto;
  /** In their order. */
  departments: PublicDepartmentDto[];
  /** That users see, in their order. */
  customFields: CustomFieldDto[];
}

export class PublicTicketCreateDto extends PickType(TicketCreateDto, ['subject', 'body', 'customFields']) {
  /** One with `publicSubmission`. */
  @ToInt()
  @IsInt()
  departmentId: number;

  /** Who asks. Whether the desk knows them already is not told. */
  @IsObject()
  @ValidateNested()
  @Type(() => UserCreateDto)
  requester: UserCreateDto;
}

/** That the ticket has come, and nothing of what the desk knows: its number goes to the requester, by mail. */
export class PublicTicketDto {
  departmentId: number;
  subject: string;
  receivedAt: Date;
}

export const toPublicSettingsDto = (settings: PublicSettings): PublicSettingsDto => ({
  ...settings,
  customFields: settings.customFields.map(toCustomFieldDto),
  departments: settings.departments.map(({ id, name, publicSubmission }) => ({ id, name, publicSubmission })),
});
