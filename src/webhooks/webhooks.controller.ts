import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import {
  WebhookCreateDto,
  WebhookDto,
  WebhookListDto,
  WebhookSecretDto,
  WebhookUpdateDto,
  toWebhookDto,
  toWebhookListDto,
  toWebhookSecretDto,
} from './webhook.dto.js';
import { WebhooksService } from './webhooks.service.js';

/** Other programs that are told what happens to tickets, for administrators. */
@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  /** All webhooks, in order of id, without their secrets. */
  @Get()
  @Permission('webhooks/read')
  async listWebhooks(@Query() search: PageSearchDto): Promise<WebhookListDto> {
    return toWebhookListDto(await this.webhooks.list(search));
  }

  /** One webhook, without its secret. */
  @Get(':id')
  @Permission('webhooks/read')
  async getWebhook(@Id() id: number): Promise<WebhookDto> {
    return toWebhookDto(await this.webhooks.get(id));
  }

  /** Creates a webhook, which hears of what happens from now on; its secret is shown this once. */
  @Post()
  @Permission('webhooks/create')
  async createWebhook(
    @CurrentActor() actor: Actor,
    @Body() body: WebhookCreateDto,
  ): Promise<WebhookSecretDto> {
    return toWebhookSecretDto(await this.webhooks.create(actor, body));
  }

  /** Changes what is sent; switched on again, it hears of what happens from then on. */
  @Patch(':id')
  @Permission('webhooks/update')
  async updateWebhook(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: WebhookUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<WebhookDto> {
    return toWebhookDto(await this.webhooks.update(actor, id, body, version));
  }

  /** Makes a new secret and shows it this once; for a day deliveries are signed by the one before as well. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Permission('webhooks/update')
  async rotateWebhookSecret(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<WebhookSecretDto> {
    return toWebhookSecretDto(await this.webhooks.rotate(actor, id, version));
  }

  /** Deletes a webhook with its deliveries. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('webhooks/delete')
  deleteWebhook(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.webhooks.delete(actor, id, version);
  }
}
