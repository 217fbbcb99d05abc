import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
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
import { CurrentExchange, type Exchange } from './exchange.decorator.js';
import { ProfileUpdateDto } from './profile.dto.js';
import { StaffDto, toStaffDto } from './staff.dto.js';
import { StaffService } from './staff.service.js';
import { TokenDoor } from './token-door.js';
import { CurrentVisit, type Visit } from './visit.decorator.js';

/** Signing in and out, and one's own account. */
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly door: TokenDoor,
    private readonly staff: StaffService,
  ) {}

  /**
   * Signs in with a password: tokens, or a challenge where the account has a second factor. 401
   * `auth.invalid_credentials` says nothing about whether the account exists; 429 `auth.locked` after too many failures.
   */
  @Post('login')
  @Public()
  @HttpCode(200)
  async login(
    @Body() { username, password, cookie }: LoginDto,
    @CurrentVisit() visit: Visit,
    @CurrentExchange() exchange: Exchange,
  ): Promise<LoginAnswerDto> {
    return this.door.deliver('staff', await this.auth.login(username, password, visit), cookie, exchange);
  }

  /** Answers the challenge with a code, which works once; 401 `auth.invalid_code`, and 429 after five wrong ones. */
  @Post('two-factor')
  @Public()
  @HttpCode(200)
  async verifyTwoFactor(
    @Body() { challengeToken, code, cookie }: TwoFactorDto,
    @CurrentVisit() visit: Visit,
    @CurrentExchange() exchange: Exchange,
  ): Promise<TokensDto> {
    return this.door.deliver(
      'staff',
      await this.auth.twoFactor(challengeToken, code, visit),
      cookie,
      exchange,
    );
  }

  /**
   * The next pair of tokens, by body or cookie as the last. A refresh token works once: shown again, it ends the session.
   * 403 `auth.origin_refused` where a cookie comes from another page.
   */
  @Post('refresh')
  @Public()
  @HttpCode(200)
  refreshTokens(
    @Body() { refreshToken }: RefreshDto,
    @CurrentVisit() visit: Visit,
    @CurrentExchange() exchange: Exchange,
  ): Promise<TokensDto> {
    return this.door.refresh('staff', refreshToken, visit, exchange);
  }

  /** Ends the session with all its tokens. */
  @Post('logout')
  @Permission('profile/logout')
  @HttpCode(204)
  logout(@CurrentSession() { familyId }: Session, @CurrentExchange() exchange: Exchange): Promise<void> {
    return this.door.logout('staff', familyId, exchange);
  }

  /** The account that is signed in. */
  @Get('me')
  @Permission('profile/read')
  async getMe(@CurrentActor() actor: Actor): Promise<StaffDto> {
    return toStaffDto(await this.staff.get(actor.id!));
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
