import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  UserCreateDto,
  UserDto,
  UserListDto,
  UserSearchDto,
  UserUpdateDto,
  toUserDto,
  toUserListDto,
} from './user.dto.js';
import { UsersQueries } from './users.queries.js';
import { UsersService } from './users.service.js';

/** Who asks. */
@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly queries: UsersQueries,
  ) {}

  /** Users, newest first; or those that `search` finds. */
  @Get()
  @Permission('users/read')
  async listUsers(@Query() search: UserSearchDto): Promise<UserListDto> {
    return toUserListDto(await this.queries.find(search));
  }

  /** One user. */
  @Get(':id')
  @Permission('users/read')
  async getUser(@Id() id: number): Promise<UserDto> {
    return toUserDto(await this.users.get(id));
  }

  /** Creates a user; 409 `user.email_taken` when the address is known. */
  @Post()
  @Permission('users/create')
  async createUser(@CurrentActor() actor: Actor, @Body() body: UserCreateDto): Promise<UserDto> {
    return toUserDto(await this.users.create(actor, body));
  }

  /** Changes what is sent; `If-Match` guards against lost updates. */
  @Patch(':id')
  @Permission('users/update')
  async updateUser(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: UserUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<UserDto> {
    return toUserDto(await this.users.update(actor, id, body, version));
  }
}
