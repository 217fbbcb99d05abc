import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IfMatch } from '../../http/etag.js';
import { Permission, Public } from '../../http/permission.decorator.js';
import { UserDto, toUserDto } from '../../users/user.dto.js';
import { UsersService } from '../../users/users.service.js';
import { RefreshDto, TokensDto } from '../auth.dto.js';
import { CurrentUser, type UserSignedIn } from '../current-session.decorator.js';
import { CurrentExchange, type Exchange } from '../exchange.decorator.js';
import { TokenDoor } from '../token-door.js';
import { CurrentVisit, type Visit } from '../visit.decorator.js';
import {
  UserLinkDto,
  UserLinkRedeemDto,
  UserLoginDto,
  UserMeUpdateDto,
  UserPasswordChangeDto,
} from './user-auth.dto.js';
import { UserAuthService } from './user-auth.service.js';
import { UserPasswordsService } from './user-passwords.service.js';

/** Users sign in to their own tickets. Their tokens open no route of staff. */
@ApiTags('user-auth')
@Controller('user-auth')
export class UserAuthController {
  constructor(
    private readonly auth: UserAuthService,
    private readonly passwords: UserPasswordsService,
    private readonly users: UsersService,
    private readonly door: TokenDoor,
  ) {}

  /** Signs in with a password; 401 `auth.invalid_credentials`, 429 `auth.locked` after too many failures. */
  @Post('login')
  @Public()
  @HttpCode(200)
  async loginUser(
    @Body() { password, cookie, ...login }: UserLoginDto,
    @CurrentVisit() visit: Visit,
    @CurrentExchange() exchange: Exchange,
  ): Promise<TokensDto> {
    return this.door.deliver('user', await this.auth.login(login, password, visit), cookie, exchange);
  }

  /** Mails a link that signs in, for a quarter of an hour and once; says the same where there is no such user. */
  @Post('link')
  @Public()
  @HttpCode(202)
  askForUserLink(@Body() { email }: UserLinkDto, @CurrentVisit() visit: Visit): Promise<void> {
    return this.auth.askForLink(email, visit);
  }

  /** Signs in by the token of such a link; 401 `auth.invalid_token`. */
  @Post('link/redeem')
  @Public()
  @HttpCode(200)
  async redeemUserLink(
    @Body() { token, newPassword, cookie }: UserLinkRedeemDto,
    @CurrentVisit() visit: Visit,
    @CurrentExchange() exchange: Exchange,
  ): Promise<TokensDto> {
    return this.door.deliver('user', await this.auth.redeemLink(token, newPassword, visit), cookie, exchange);
  }

  /** The next pair of tokens. A refresh token works once: shown again, it ends the session. */
  @Post('refresh')
  @Public()
  @HttpCode(200)
  refreshUserTokens(
    @Body() { refreshToken }: RefreshDto,
    @CurrentVisit() visit: Visit,
    @CurrentExchange() exchange: Exchange,
  ): Promise<TokensDto> {
    return this.door.refresh('user', refreshToken, visit, exchange);
  }

  /** Ends the session with all its tokens. */
  @Post('logout')
  @Permission('user-profile/logout')
  @HttpCode(204)
  logoutUser(
    @CurrentUser() { familyId }: UserSignedIn,
    @CurrentExchange() exchange: Exchange,
  ): Promise<void> {
    return this.door.logout('user', familyId, exchange);
  }

  /** The user who is signed in. */
  @Get('me')
  @Permission('user-profile/read')
  async getUserMe(@CurrentUser() { actor }: UserSignedIn): Promise<UserDto> {
    return toUserDto(await this.users.get(actor.id));
  }

  /** Changes one's own name, and the language of mails to oneself. */
  @Patch('me')
  @Permission('user-profile/update')
  async updateUserMe(
    @CurrentUser() { actor }: UserSignedIn,
    @Body() body: UserMeUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<UserDto> {
    return toUserDto(await this.users.update(actor, actor.id, body, version));
  }

  /** Sets one's own password; all other sessions end. */
  @Patch('me/password')
  @Permission('user-profile/update')
  @HttpCode(204)
  changeUserPassword(
    @CurrentUser() session: UserSignedIn,
    @Body() { currentPassword, newPassword }: UserPasswordChangeDto,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    return this.passwords.change(session, currentPassword, newPassword, visit);
  }
}
