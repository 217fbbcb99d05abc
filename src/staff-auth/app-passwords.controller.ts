import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  AppPasswordCreateDto,
  AppPasswordCreatedDto,
  AppPasswordListDto,
  toAppPasswordDto,
} from './app-password.dto.js';
import { AppPasswordsService } from './app-passwords.service.js';
import { CurrentSession, type Session } from './current-session.decorator.js';

/** Passwords for programs that know no second factor. They do everything their owner may, but change the account. */
@ApiTags('auth')
@Controller('auth/app-passwords')
export class AppPasswordsController {
  constructor(private readonly appPasswords: AppPasswordsService) {}

  /** One's own app passwords, without the passwords themselves. */
  @Get()
  @Permission('profile/secure')
  async listAppPasswords(@CurrentSession() { actor }: Session): Promise<AppPasswordListDto> {
    return { items: (await this.appPasswords.list(actor.id)).map(toAppPasswordDto) };
  }

  /** Makes an app password and shows it, this once. */
  @Post()
  @Permission('profile/secure')
  async createAppPassword(
    @CurrentSession() { actor }: Session,
    @Body() { name }: AppPasswordCreateDto,
  ): Promise<AppPasswordCreatedDto> {
    return this.appPasswords
      .create(actor, name)
      .then(({ row, password }) => ({ ...toAppPasswordDto(row), password }));
  }

  /** Deletes an app password: it opens no door any more. */
  @Delete(':id')
  @Permission('profile/secure')
  @HttpCode(204)
  deleteAppPassword(@CurrentSession() { actor }: Session, @Id() id: number): Promise<void> {
    return this.appPasswords.delete(actor, id);
  }
}
