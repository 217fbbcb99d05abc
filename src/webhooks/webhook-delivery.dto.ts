import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import type { DeliveryRow } from './webhook-deliveries.service.js';
import { DELIVERY_STATES, type DeliveryState } from './webhook-delivery.entity.js';
import { WebhookPayloadDto } from './webhook-payload.dto.js';

export class WebhookDeliverySearchDto extends PageSearchDto {
  @ApiProperty({ enum: DELIVERY_STATES, required: false })
  @MayBeAbsent()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;
}

export class WebhookDeliveryDto {
  id: number;
  webhookId: number;
  /** The `webhook-id`: the same at every attempt. @example msg_0f8c2a4e6b7d4c1f9a3e5d7b9c1e3f50 */
  messageId: string;
  /** Null of a ping. */
  @ApiProperty({ type: 'integer', nullable: true })
  eventId: number | null;
  /** @example ticket.opened */
  type: string;
  /** `pending` is tried until it arrives, `failed` given up; `cancelled`: the webhook was switched off. */
  @ApiProperty({ enum: DELIVERY_STATES, enumName: 'WebhookDeliveryState' })
  state: DeliveryState;
  attempts: number;
  /** When it is tried next; null: not any more. */
  @ApiProperty({ format: 'date-time' })
  nextAttemptAt: string | null;
  /** Of the last attempt, as the next four; null: there was none, or no answer. */
  @ApiProperty({ type: 'integer', nullable: true })
  responseStatus: number | null;
  /** The first KB of the answer. */
  responseBody: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  durationMs: number | null;
  /** What went wrong; null: nothing. */
  error: string | null;
  @ApiProperty({ format: 'date-time' })
  attemptedAt: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

/** With the body that is sent. */
export class WebhookDeliveryDetailDto extends WebhookDeliveryDto {
  payload: WebhookPayloadDto;
}

export class WebhookDeliveryListDto {
  items: WebhookDeliveryDto[];
  page: PageDto;
}

export const toWebhookDeliveryDto = (row: DeliveryRow): WebhookDeliveryDto => ({
  id: row.id,
  webhookId: row.webhookId,
  messageId: row.messageId,
  eventId: row.eventId,
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.state === 'pending' ? row.nextAttemptAt : null,
  responseStatus: row.responseStatus,
  responseBody: row.responseBody,
  durationMs: row.durationMs,
  error: row.error,
  attemptedAt: row.attemptedAt,
  createdAt: row.createdAt,
});

export const toWebhookDeliveryDetailDto = (row: DeliveryRow): WebhookDeliveryDetailDto => ({
  ...toWebhookDeliveryDto(row),
  payload: JSON.parse(row.payload!) as WebhookPayloadDto,
});

export const toWebhookDeliveryListDto = ({ items, page }: Page<DeliveryRow>): WebhookDeliveryListDto => ({
  items: items.map(toWebhookDeliveryDto),
  page,
});
