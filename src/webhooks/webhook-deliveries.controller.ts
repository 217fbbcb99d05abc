import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  WebhookDeliveryDetailDto,
  WebhookDeliveryDto,
  WebhookDeliveryListDto,
  WebhookDeliverySearchDto,
  toWebhookDeliveryDetailDto,
  toWebhookDeliveryDto,
  toWebhookDeliveryListDto,
} from './webhook-delivery.dto.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';

/** What webhooks were told, and what they answered; kept for 30 days. */
@ApiTags('webhooks')
@Controller('webhooks/:id')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  /** Sends a delivery of type `ping`, to see whether it arrives; 409 `webhook.inactive` where the webhook is switched off. */
  @Post('ping')
  @HttpCode(202)
  @Permission('webhooks/update')
  async pingWebhook(@Id() id: number): Promise<WebhookDeliveryDto> {
    return toWebhookDeliveryDto(await this.deliveries.ping(id));
  }

  /** Its deliveries, the newest first. */
  @Get('deliveries')
  @Permission('webhooks/read')
  async listWebhookDeliveries(
    @Id() id: number,
    @Query() search: WebhookDeliverySearchDto,
  ): Promise<WebhookDeliveryListDto> {
    return toWebhookDeliveryListDto(await this.deliveries.list(id, search));
  }

  /** One delivery, with its body. */
  @Get('deliveries/:deliveryId')
  @Permission('webhooks/read')
  async getWebhookDelivery(
    @Id() id: number,
    @Id('deliveryId') deliveryId: number,
  ): Promise<WebhookDeliveryDetailDto> {
    return toWebhookDeliveryDetailDto(await this.deliveries.get(id, deliveryId));
  }

  /** Sends a delivery once more, with the same id and body; 409 `webhook_delivery.pending` while it is tried anyway. */
  @Post('deliveries/:deliveryId/replay')
  @HttpCode(202)
  @Permission('webhooks/update')
  async replayWebhookDelivery(
    @Id() id: number,
    @Id('deliveryId') deliveryId: number,
  ): Promise<WebhookDeliveryDto> {
    return toWebhookDeliveryDto(await this.deliveries.replay(id, deliveryId));
  }
}
