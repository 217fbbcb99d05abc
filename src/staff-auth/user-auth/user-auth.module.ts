import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/users.module.js';
import { StaffAuthModule } from '../staff-auth.module.js';
import { PersonSignInService } from './person-sign-in.service.js';
import { UserAuthController } from './user-auth.controller.js';
import { UserAuthService } from './user-auth.service.js';
import { UserPasswordsService } from './user-passwords.service.js';
import { UserSignInService } from './user-sign-in.service.js';

@Module({
  imports: [StaffAuthModule, UsersModule],
  controllers: [UserAuthController],
  providers: [UserAuthService, UserPasswordsService, UserSignInService, PersonSignInService],
  exports: [PersonSignInService, UserPasswordsService],
})
export class UserAuthModule {}
