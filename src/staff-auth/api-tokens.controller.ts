import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import {
  ApiTokenCreateDto,
  ApiTokenCreatedDto,
  ApiTokenDto,
  ApiTokenListDto,
  ApiTokenUpdateDto,
  toApiTokenCreatedDto,
  toApiTokenDto,
  toApiTokenListDto,
} from './api-token.dto.js';
import { ApiTokensService } from './api-tokens.service.js';

/** Keys for programs. They act for the desk, within their permissions. */
@ApiTags('api-tokens')
@Controller('api-tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  /** All tokens in order of id, without their values. */
  @Get()
  @Permission('api-tokens/read')
  async listApiTokens(@Query() search: PageSearchDto): Promise<ApiTokenListDto> {
    return toApiTokenListDto(await this.tokens.list(search));
  }

  /** One token, without its value. */
  @Get(':id')
  @Permission('api-tokens/read')
  async getApiToken(@Id() id: number): Promise<ApiTokenDto> {
    return toApiTokenDto(await this.tokens.get(id));
  }

  /** Creates a token and shows it this once. */
  @Post()
  @Permission('api-tokens/create')
  async createApiToken(
    @CurrentActor() actor: Actor,
    @Body() body: ApiTokenCreateDto,
  ): Promise<ApiTokenCreatedDto> {
    return toApiTokenCreatedDto(await this.tokens.create(actor, body));
  }

  /** Changes what is sent; the value stays. */
  @Patch(':id')
  @Permission('api-tokens/update')
  async updateApiToken(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: ApiTokenUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<ApiTokenDto> {
    return toApiTokenDto(await this.tokens.update(actor, id, body, version));
  }

  /** Makes a new value and shows it this once; the one so far lets nobody in any more. */
  @Post(':id/rotate')
  @HttpCode(200)
  @Permission('api-tokens/create')
  async rotateApiToken(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<ApiTokenCreatedDto> {
    return toApiTokenCreatedDto(await this.tokens.rotate(actor, id, version));
  }

  /** Deletes a token; whoever uses it is refused. */
  @Delete(':id')
  @Permission('api-tokens/delete')
  @HttpCode(204)
  deleteApiToken(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.tokens.delete(actor, id, version);
  }
}
