import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { WebhookClaims } from './webhook-claims.js';
import { WebhookClient } from './webhook-client.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookDispatch } from './webhook-dispatch.js';
import { WebhookFigures } from './webhook-figures.js';
import { WebhookPayloads } from './webhook-payloads.js';
import { WebhookSender } from './webhook-sender.js';
import { Webhook } from './webhook.entity.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Needs the global rooms as well: settings, outbox, events, jobs. */
@Module({
  imports: [TypeOrmModule.forFeature([Webhook, WebhookDelivery]), StaffAuthModule, TicketsModule],
  controllers: [WebhooksController, WebhookDeliveriesController],
  providers: [
    WebhooksService,
    WebhookDeliveriesService,
    WebhookDispatch,
    WebhookPayloads,
    WebhookClaims,
    WebhookFigures,
    WebhookClient,
    WebhookSender,
  ],
})
export class WebhooksModule {}
