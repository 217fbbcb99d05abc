import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { CurrentSession, type Session } from './current-session.decorator.js';
import { SessionListDto, toSessionListDto } from './session.dto.js';
import { StaffSessionsService } from './staff-sessions.service.js';
import { TwoFactorService } from './two-factor.service.js';

/** Where one is signed in. */
@ApiTags('auth')
@Controller('auth')
export class SessionsController {
  constructor(private readonly sessions: StaffSessionsService) {}

  /** One's own sessions, the last used first. */
  @Get('sessions')
  @Permission('profile/secure')
  async listSessions(@CurrentSession() { actor, familyId }: Session): Promise<SessionListDto> {
    return toSessionListDto(await this.sessions.list(actor.id), familyId);
  }

  /** Ends one of one's own sessions. */
  @Delete('sessions/:id')
  @Permission('profile/secure')
  @HttpCode(204)
  endSession(@CurrentSession() { actor }: Session, @Param('id') id: string): Promise<void> {
    return this.sessions.end(actor, actor.id, id);
  }

  /** Ends all of one's own sessions, this one too. */
  @Post('logout-everywhere')
  @Permission('profile/logout')
  @HttpCode(204)
  logoutEverywhere(@CurrentSession() { actor }: Session): Promise<void> {
    return this.sessions.endAll(actor, actor.id);
  }
}

/** What administrators do about the sign-ins of others. */
@ApiTags('staff')
@Controller('staff/:id')
export class StaffSessionsController {
  constructor(
    private readonly sessions: StaffSessionsService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  /** Where an account is signed in, the last used first. */
  @Get('sessions')
  @Permission('sessions/read')
  async listStaffSessions(@Id() id: number): Promise<SessionListDto> {
    return toSessionListDto(await this.sessions.list(id));
  }

  /** Ends all sessions of an account. */
  @Delete('sessions')
  @Permission('sessions/delete')
  @HttpCode(204)
  endStaffSessions(@CurrentActor() actor: Actor, @Id() id: number): Promise<void> {
    return this.sessions.endAll(actor, id);
  }

  /** Ends one session of an account. */
  @Delete('sessions/:sessionId')
  @Permission('sessions/delete')
  @HttpCode(204)
  endStaffSession(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Param('sessionId') sessionId: string,
  ): Promise<void> {
    return this.sessions.end(actor, id, sessionId);
  }

  /** Takes the second factor off an account whose owner has lost it; all its sessions end. */
  @Post('two-factor/reset')
  @Permission('staff/update')
  @HttpCode(204)
  resetStaffTwoFactor(@CurrentActor() actor: Actor, @Id() id: number): Promise<void> {
    return this.twoFactor.reset(actor, id);
  }
}
