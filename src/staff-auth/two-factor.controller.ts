import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Permission } from '../http/permission.decorator.js';
import { CurrentSession, type Session } from './current-session.decorator.js';
import { OwnTwoFactorService } from './own-two-factor.service.js';
import {
  RecoveryCodesDto,
  TwoFactorConfirmDto,
  TwoFactorEnableDto,
  TwoFactorSetUpDto,
} from './two-factor.dto.js';
import { CurrentVisit, type Visit } from './visit.decorator.js';

/** The second factor of one's own account. */
@ApiTags('auth')
@Controller('auth/two-factor')
export class TwoFactorController {
  constructor(private readonly twoFactor: OwnTwoFactorService) {}

  /** Makes a secret for an authenticator app; nothing changes until it is enabled. 409 `auth.two_factor_active`. */
  @Post('setup')
  @Permission('profile/enrol')
  @HttpCode(200)
  setUpTwoFactor(@CurrentSession() session: Session): Promise<TwoFactorSetUpDto> {
    return this.twoFactor.setUp(session);
  }

  /**
   * Switches the second factor on with a first code, and gives ten recovery codes; other sessions end. 422 where the code
   * is wrong, 409 `auth.two_factor_missing` where nothing was set up.
   */
  @Post('enable')
  @Permission('profile/enrol')
  @HttpCode(200)
  async enableTwoFactor(
    @CurrentSession() session: Session,
    @Body() { code }: TwoFactorEnableDto,
  ): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.twoFactor.enable(session, code) };
  }

  /** Switches the second factor off; other sessions end. */
  @Post('disable')
  @Permission('profile/secure')
  @HttpCode(204)
  disableTwoFactor(
    @CurrentSession() session: Session,
    @Body() body: TwoFactorConfirmDto,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    return this.twoFactor.disable(session, body, visit);
  }

  /** Gives ten new recovery codes; the earlier ones no longer work. */
  @Post('recovery-codes')
  @Permission('profile/secure')
  @HttpCode(200)
  async renewRecoveryCodes(
    @CurrentSession() session: Session,
    @Body() body: TwoFactorConfirmDto,
    @CurrentVisit() visit: Visit,
  ): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.twoFactor.renewRecoveryCodes(session, body, visit) };
  }
}
