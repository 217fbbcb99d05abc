import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  NewPublicLinkDto,
  PublicLinkCreateDto,
  PublicLinkListDto,
  toNewPublicLinkDto,
  toPublicLinkDto,
} from './public-link.dto.js';
import { PublicLinksService } from './public-links.service.js';

/** Secret links by which users read and answer a ticket without signing in. */
@ApiTags('tickets')
@Controller('tickets/:id/public-links')
export class PublicLinksController {
  constructor(private readonly links: PublicLinksService) {}

  /** Those that still open the ticket, without their tokens; also the ones that went out with mails. */
  @Get()
  @Permission('subscribers/read')
  async listPublicLinks(@CurrentActor() actor: Actor, @Id() id: number): Promise<PublicLinkListDto> {
    return { items: (await this.links.list(actor, id)).map(toPublicLinkDto) };
  }

  /** Makes a link. Whoever has its token reads the public part of the ticket, and replies as that person. */
  @Post()
  @Permission('subscribers/update')
  async createPublicLink(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { userId }: PublicLinkCreateDto,
  ): Promise<NewPublicLinkDto> {
    return toNewPublicLinkDto(await this.links.create(actor, id, userId));
  }

  /** Revokes a link. */
  @Delete(':publicLinkId')
  @HttpCode(204)
  @Permission('subscribers/update')
  async deletePublicLink(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('publicLinkId') linkId: number,
  ): Promise<void> {
    return this.links.revoke(actor, id, linkId);
  }
}
