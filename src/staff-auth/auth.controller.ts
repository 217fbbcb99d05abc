import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IfMatch } from '../http/etag.js';
import { Permission, Public } from '../http/permission.decorator.js';
import {
  LoginAnswerDto,
  LoginDto,
  PasswordChangeDto,
  RefreshDto,
  TokensDto,
  TwoFactorDto,
} from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { CurrentSession, type Session } from './current-session.decorator.js';
import { SessionsService } from './sessions.service.js';
import { ProfileUpdateDto, StaffDto, toStaffDto } from './staff.dto.js';
import { StaffService } from './staff.service.js';
import { CurrentVisit, type Visit } from './visit.decorator.js';

/** Signing in and out, and one's own account. */
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly staff: StaffService,
  ) {}

  /**
   * Signs in with a password: tokens, or a challenge where the account has a second factor. 401
   * `auth.invalid_credentials` says nothing about whether the account exists; 429 `auth.locked` after too many failures.
   */
  @Post('login')
  @Public()
  @HttpCode(200)
  login(@Body() { username, password }: LoginDto, @CurrentVisit() visit: Visit): Promise<LoginAnswerDto> {
    return this.auth.login(username, password, visit);
  }

  /** Answers the challenge with a one-time code, which works once; 401 `auth.invalid_code`. */
  @Post('two-factor')
  @Public()
  @HttpCode(200)
  verifyTwoFactor(
    @Body() { challengeToken, code }: TwoFactorDto,
    @CurrentVisit() visit: Visit,
  ): Promise<TokensDto> {
    return this.auth.twoFactor(challengeToken, code, visit);
  }

  /** The next pair of tokens. A refresh token works once: shown again, it ends the session. */
  @Post('refresh')
  @Public()
  @HttpCode(200)
  refreshTokens(@Body() { refreshToken }: RefreshDto, @CurrentVisit() visit: Visit): Promise<TokensDto> {
    return this.sessions.refresh(refreshToken, visit);
  }

  /** Ends the session with all its tokens. */
  @Post('logout')
  @Permission('profile/read')
  @HttpCode(204)
  logout(@CurrentSession() { familyId }: Session): Promise<void> {
    return this.auth.logout(familyId);
  }

  /** The account that is signed in. */
  @Get('me')
  @Permission('profile/read')
  async getMe(@CurrentSession() { actor }: Session): Promise<StaffDto> {
    return toStaffDto(await this.staff.get(actor.id));
  }

  /** Changes one's own name, e-mail address or mails one wants. */
  @Patch('me')
  @Permission('profile/update')
  async updateMe(
    @CurrentSession() { actor }: Session,
    @Body() body: ProfileUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<StaffDto> {
    return toStaffDto(await this.staff.update(actor, actor.id, body, version));
  }

  /** Changes one's own password; all other sessions end. */
  @Patch('me/password')
  @Permission('profile/update')
  @HttpCode(204)
  changePassword(
    @CurrentSession() session: Session,
    @Body() body: PasswordChangeDto,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    return this.auth.changePassword(session, body.currentPassword, body.newPassword, visit);
  }
}
