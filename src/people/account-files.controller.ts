import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import type { Locale } from '../common/locales.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Language } from '../http/language.js';
import { Permission } from '../http/permission.decorator.js';
import { AccountExportsService } from './account-exports.service.js';
import {
  AccountsExportDto,
  AccountsExportSearchDto,
  AccountsImportDto,
  AccountsImportReportDto,
  toAccountsExportDto,
  toAccountsImportReportDto,
} from './account-file.dto.js';
import { AccountImportsService } from './account-imports.service.js';

/** Accounts that come from another desk, or go to one. */
@ApiTags('users')
@Controller('users')
export class AccountFilesController {
  constructor(
    private readonly imports: AccountImportsService,
    private readonly exports: AccountExportsService,
  ) {}

  /** Accounts as Flicket's `users.json` has them, with their hashes, in parts. */
  @Get('export')
  @Permission('users/export')
  async exportAccounts(@Query() { as, after, limit }: AccountsExportSearchDto): Promise<AccountsExportDto> {
    return toAccountsExportDto(await this.exports.read(as, after, limit));
  }

  /** Adds accounts of Flicket's `users.json`; a row that breaks a rule is refused and named. */
  @Post('import')
  @HttpCode(200)
  @Permission('users/import')
  async importAccounts(
    @CurrentActor() actor: Actor,
    @Body() { users, ...wish }: AccountsImportDto,
    @Language() language: Locale,
  ): Promise<AccountsImportReportDto> {
    return toAccountsImportReportDto(await this.imports.import(actor, users, wish), language);
  }
}
