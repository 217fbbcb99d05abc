import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { deriveKey } from '../common/derived-key.js';
import { Config } from '../config/config.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { FormRefusalGuard } from '../http/form-refusal.guard.js';
import { DeskHoursGuard } from '../http/desk-hours.guard.js';
import { IdempotencyGuard } from '../http/idempotency.js';
import { UsersModule } from '../users/users.module.js';
import { AccountLink } from './account-link.entity.js';
import { AccountLinksService } from './account-links.service.js';
import { ActorsService } from './actors.service.js';
import { ApiToken } from './api-token.entity.js';
import { ApiTokenStrategy } from './api-token.strategy.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AppPassword } from './app-password.entity.js';
import { AppPasswordsController } from './app-passwords.controller.js';
import { AppPasswordsService } from './app-passwords.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { BasicSignInService } from './basic-sign-in.service.js';
import { BasicStrategy } from './basic.strategy.js';
import { Challenges } from './challenges.js';
import { JwtStrategy } from './jwt.strategy.js';
import { KnownCallers } from './known-callers.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { OwnTwoFactorService } from './own-two-factor.service.js';
import { PasswordHashes } from './password-hashes.js';
import { PasswordGate } from './password-gate.js';
import { PasswordLinksController } from './password-links.controller.js';
import { PasswordLinksService } from './password-links.service.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { RefreshCookies } from './refresh-cookies.js';
import { PermissionsController } from './permissions.controller.js';
import { RoutePermissions } from './route-permissions.js';
import { SecondFactor } from './second-factor.js';
import { SecretBox } from './secret-box.js';
import { SessionsController, StaffSessionsController } from './sessions.controller.js';
import { SessionsService, TOKEN_KEY_PURPOSE } from './sessions.service.js';
import { SettingsAdminService } from './settings-admin.service.js';
import { SettingsController } from './settings.controller.js';
import { SignInAttempt } from './sign-in-attempt.entity.js';
import { SignInAttemptsService } from './sign-in-attempts.service.js';
import { SignInService } from './sign-in.service.js';
import { StaffDepartment } from './staff-department.entity.js';
import { StaffImportService } from './staff-import.service.js';
import { StaffSession } from './staff-session.entity.js';
import { StaffSessionsService } from './staff-sessions.service.js';
import { StaffController } from './staff.controller.js';
import { Staff } from './staff.entity.js';
import { StaffLists } from './staff-lists.js';
import { StaffService } from './staff.service.js';
import { TimedToken } from './timed-token.entity.js';
import { TimedTokensService } from './timed-tokens.service.js';
import { TokenDoor } from './token-door.js';
import { TwoFactorController } from './two-factor.controller.js';
import { TwoFactorService } from './two-factor.service.js';
import { UserSession } from './user-session.entity.js';
import { VerificationQueue } from './verification-queue.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Staff,
      StaffDepartment,
      StaffSession,
      UserSession,
      SignInAttempt,
      RecoveryCode,
      AppPassword,
      AccountLink,
      ApiToken,
      TimedToken,
    ]),
    JwtModule.registerAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        secret: deriveKey(config.appSecret, TOKEN_KEY_PURPOSE),
        signOptions: { algorithm: 'HS256' },
        verifyOptions: { algorithms: ['HS256'] },
      }),
    }),
    PassportModule,
    DiscoveryModule,
    DepartmentsModule,
    UsersModule,
  ],
  controllers: [
    AuthController,
    PasswordLinksController,
    TwoFactorController,
    SessionsController,
    AppPasswordsController,
    StaffController,
    StaffSessionsController,
    MembersController,
    ApiTokensController,
    SettingsController,
    PermissionsController,
  ],
  providers: [
    AuthService,
    TokenDoor,
    RefreshCookies,
    AccountLinksService,
    PasswordLinksService,
    OwnTwoFactorService,
    TwoFactorService,
    SecondFactor,
    AppPasswordsService,
    BasicSignInService,
    TimedTokensService,
    StaffSessionsService,
    ActorsService,
    Challenges,
    StaffService,
    StaffLists,
    StaffImportService,
    MembersService,
    ApiTokensService,
    SettingsAdminService,
    SessionsService,
    SignInService,
    SignInAttemptsService,
    PasswordGate,
    PasswordHashes,
    VerificationQueue,
    SecretBox,
    JwtStrategy,
    ApiTokenStrategy,
    BasicStrategy,
    KnownCallers,
    RoutePermissions,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useExisting: DeskHoursGuard },
    // After it: a stranger is told nothing of what a route reads.
    { provide: APP_GUARD, useClass: FormRefusalGuard },
    { provide: APP_GUARD, useExisting: IdempotencyGuard },
  ],
  exports: [
    StaffService,
    StaffLists,
    StaffImportService,
    MembersService,
    ApiTokensService,
    SignInService,
    BasicSignInService,
    TimedTokensService,
    SecretBox,
    AccountLinksService,
    TwoFactorService,
    SessionsService,
    SignInAttemptsService,
    PasswordGate,
    PasswordHashes,
    VerificationQueue,
    TokenDoor,
    KnownCallers,
  ],
})
export class StaffAuthModule {}
