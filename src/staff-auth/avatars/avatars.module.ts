import { Module } from '@nestjs/common';
import { StaffAuthModule } from '../staff-auth.module.js';
import { AvatarUploadInterceptor } from './avatar-upload.interceptor.js';
import { AvatarsController, OwnAvatarsController, StaffAvatarsController } from './avatars.controller.js';
import { AvatarsService } from './avatars.service.js';

@Module({
  imports: [StaffAuthModule],
  controllers: [AvatarsController, StaffAvatarsController, OwnAvatarsController],
  providers: [AvatarsService, AvatarUploadInterceptor],
  exports: [AvatarsService],
})
export class AvatarsModule {}
