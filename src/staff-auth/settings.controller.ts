import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { SettingListDto, SETTING_CHANGES, toSettingListDto } from './setting.dto.js';
import { SettingsAdminService } from './settings-admin.service.js';

/** What an administrator may change at run time. The room of settings is below all doors, so they stand here. */
@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsAdminService) {}

  /** All settings with their values, defaults and effects. */
  @Get()
  @Permission('settings/read')
  listSettings(): SettingListDto {
    return toSettingListDto(this.settings.states());
  }

  /** Changes the settings that are sent, all or none; unknown names are refused. Names of Flicket's are known as well. */
  @Patch()
  @Permission('settings/update')
  @ApiBody(SETTING_CHANGES)
  async updateSettings(
    @CurrentActor() actor: Actor,
    @Body() changes: Record<string, unknown> | undefined,
  ): Promise<SettingListDto> {
    return toSettingListDto(await this.settings.change(actor, changes ?? {}));
  }
}
