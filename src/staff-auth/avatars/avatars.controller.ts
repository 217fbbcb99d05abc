import { Controller, Delete, Get, HttpCode, Param, Put, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { IfMatch } from '../../http/etag.js';
import { Id } from '../../http/id.decorator.js';
import { Permission } from '../../http/permission.decorator.js';
import { CurrentSession, type Session } from '../current-session.decorator.js';
import { StaffDto, toStaffDto } from '../staff.dto.js';
import { TakesAvatar, UploadedAvatar } from './avatar-upload.interceptor.js';
import { PublicPicture } from './public-picture.decorator.js';
import { AvatarsService } from './avatars.service.js';

/** The pictures themselves. */
@ApiTags('staff')
@Controller('avatars')
export class AvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  /** A picture by the address that an account names: it never changes, and may be kept for ever. */
  @Get(':sha256')
  @PublicPicture()
  async viewAvatar(@Param('sha256') sha256: string): Promise<StreamableFile> {
    return new StreamableFile(await this.avatars.open(sha256), { type: 'image/webp', disposition: 'inline' });
  }
}

/** The picture of an account. */
@ApiTags('staff')
@Controller('staff/:id/avatar')
export class StaffAvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  /** Gives an account a picture: JPEG, PNG, WebP or GIF of 5 MB and 25 megapixels at most, cut to its middle square. */
  @Put()
  @Permission('staff/update')
  @TakesAvatar()
  async setStaffAvatar(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @UploadedAvatar() picture: Buffer,
    @IfMatch() version: number | undefined,
  ): Promise<StaffDto> {
    return toStaffDto(await this.avatars.set(actor, id, picture, version));
  }

  /** Takes the picture of an account away. */
  @Delete()
  @HttpCode(204)
  @Permission('staff/update')
  deleteStaffAvatar(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.avatars.remove(actor, id, version);
  }
}

/** One's own picture. */
@ApiTags('auth')
@Controller('auth/me/avatar')
export class OwnAvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  /** Gives one's own account a picture, as `PUT /staff/{id}/avatar` does. */
  @Put()
  @Permission('profile/update')
  @TakesAvatar()
  async setMyAvatar(
    @CurrentSession() { actor }: Session,
    @UploadedAvatar() picture: Buffer,
    @IfMatch() version: number | undefined,
  ): Promise<StaffDto> {
    return toStaffDto(await this.avatars.set(actor, actor.id, picture, version));
  }

  /** Takes one's own picture away. */
  @Delete()
  @HttpCode(204)
  @Permission('profile/update')
  deleteMyAvatar(
    @CurrentSession() { actor }: Session,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    return this.avatars.remove(actor, actor.id, version);
  }
}
