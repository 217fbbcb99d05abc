import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import type { Page } from '../common/page.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto } from '../http/page.dto.js';
import { IsWebhookUrl } from './is-webhook-url.decorator.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhook-events.js';
import type { Webhook } from './webhook.entity.js';
import type { WebhookWithSecret } from './webhooks.service.js';

export class WebhookDto {
  id: number;
  /** @example Chat */
  name: string;
  /** @example https://chat.example.com/hook */
  url: string;
  /** What it is told. */
  @ApiProperty({ enum: WEBHOOK_EVENTS, enumName: 'WebhookEvent', isArray: true })
  events: WebhookEvent[];
  /** An inactive one is told nothing. */
  active: boolean;
  /** Until when the secret before signs as well; null: it does not. */
  previousSecretUntil: Date | null;
  /** The first of the failures that have followed each other up to now; null: the last delivery arrived. */
  failingSince: Date | null;
  /** Why the desk switched it off; null: it did not. */
  disabledReason: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

/** With what is shown only now. */
export class WebhookSecretDto extends WebhookDto {
  /** By which its deliveries are signed. @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw */
  secret: string;
}

export class WebhookCreateDto {
  /** @example Chat */
  @IsString()
  @IsLine()
  @Length(1, 255)
  name: string;

  /** On the public internet, unless `webhook_allowed_networks` names its address. @example https://chat.example.com/hook */
  @IsString()
  @MaxLength(2000)
  @IsWebhookUrl()
  url: string;

  /** What it is told; `ticket.noted` brings internal notes. */
  @ApiProperty({ enum: WEBHOOK_EVENTS, enumName: 'WebhookEvent', isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  events: WebhookEvent[];

  /** Absent: it is told at once. */
  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;
}

export class WebhookUpdateDto extends PartialType(WebhookCreateDto, { skipNullProperties: false }) {}

export class WebhookListDto {
  items: WebhookDto[];
  page: PageDto;
}

export const toWebhookDto = (webhook: Webhook): WebhookDto => ({
  id: webhook.id,
  name: webhook.name,
  url: webhook.url,
  events: webhook.events,
  active: webhook.active,
  previousSecretUntil: webhook.previousSecretUntil,
  failingSince: webhook.failingSince,
  disabledReason: webhook.disabledReason,
  createdAt: webhook.createdAt,
  updatedAt: webhook.updatedAt,
  version: webhook.version,
});

export const toWebhookSecretDto = ({ webhook, secret }: WebhookWithSecret): WebhookSecretDto => ({
  ...toWebhookDto(webhook),
  secret,
});

export const toWebhookListDto = ({ items, page }: Page<Webhook>): WebhookListDto => ({
  items: items.map(toWebhookDto),
  page,
});
