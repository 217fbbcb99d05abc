import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import { TagCreateDto, TagDto, TagListDto, TagUpdateDto, toTagDto, toTagListDto } from './tag.dto.js';
import { TagsService } from './tags.service.js';

/** Words on tickets, shared by all staff. */
@ApiTags('tags')
@Controller('tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  /** All tags, in order of id. */
  @Get()
  @Permission('tags/read')
  async listTags(@Query() search: PageSearchDto): Promise<TagListDto> {
    return toTagListDto(await this.tags.list(search));
  }

  /** One tag. */
  @Get(':id')
  @Permission('tags/read')
  async getTag(@Id() id: number): Promise<TagDto> {
    return toTagDto(await this.tags.get(id));
  }

  /** Creates a tag; 409 `tag.name_taken` where there is one of this name. */
  @Post()
  @Permission('tags/create')
  async createTag(@CurrentActor() actor: Actor, @Body() body: TagCreateDto): Promise<TagDto> {
    return this.tags.create(actor, body).then(async (id) => toTagDto(await this.tags.get(id)));
  }

  /** Changes what is sent, for all tickets that have it; `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('tags/update')
  async updateTag(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: TagUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<TagDto> {
    return this.tags.update(actor, id, body, version).then(async () => toTagDto(await this.tags.get(id)));
  }

  /** Deletes a tag: no ticket has it any more. */
  @Delete(':id')
  @HttpCode(204)
  @Permission('tags/delete')
  async deleteTag(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.tags.delete(actor, id, version);
  }
}
