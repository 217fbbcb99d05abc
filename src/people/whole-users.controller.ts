import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { UserErasuresService } from './user-erasures.service.js';
import { MergedUserDto, UserMergeDto, toMergedUserDto } from './user-merge.dto.js';
import { UserMergesService } from './user-merges.service.js';
import { UserRecordsService } from './user-records.service.js';

/** A user, with all that hangs on them. */
@ApiTags('users')
@Controller('users/:id')
export class WholeUsersController {
  constructor(
    private readonly merges: UserMergesService,
    private readonly erasures: UserErasuresService,
    private readonly records: UserRecordsService,
  ) {}

  /** Merges a user into another, who is answered: tickets, words and subscriptions go there, the first one is gone. */
  @Post('merge')
  @HttpCode(200)
  @Permission('users/merge')
  async mergeUser(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() { intoUserId }: UserMergeDto,
    @IfMatch() version: number | undefined,
  ): Promise<MergedUserDto> {
    return toMergedUserDto(await this.merges.merge(actor, id, intoUserId, version));
  }

  /** All that the desk knows of a user, as a JSON document. */
  @Get('export')
  @Permission('users/export')
  @ApiOkResponse({
    content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
  })
  async exportUser(@Id() id: number): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.records.of(id)), {
      type: 'application/json',
      disposition: `attachment; filename="user-${id}.json"`,
    });
  }

  /** Erases a user with their tickets, words, files and mails; a mail that comes again makes nothing new. */
  @Post('erase')
  @HttpCode(204)
  @Permission('users/erase')
  eraseUser(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.erasures.erase(actor, id, version);
  }
}
