import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Validate,
} from 'class-validator';
import { ROLES, type Role } from '../common/actor.js';
import { LOCALES, type Locale } from '../common/locales.js';
import { STAFF_NOTIFICATIONS, type StaffNotification } from '../common/staff-notifications.js';
import { EmailAddress } from '../http/email-address.rule.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { AvatarDto, toAvatarDto } from './avatars/avatar.dto.js';
import type { StaffMember } from './staff.service.js';
import { say } from '../http/wording.js';

export class StaffDto {
  id: number;
  /** Compared without regard to case. @example bob */
  username: string;
  /** @example Bob Agent */
  fullName: string;
  /** Null while nobody has given one. @example bob@example.com */
  email: string | null;
  role: Role;
  /** @example Network engineer */
  jobTitle: string | null;
  avatar: AvatarDto | null;
  /** A disabled account is refused at every door. */
  active: boolean;
  /** Whether the account has a second factor. */
  twoFactor: boolean;
  /** The departments this person belongs to, ascending. */
  departmentIds: number[];
  /** What this person wants to hear of by mail; null: what the setting `staff_notifications` says. */
  @ApiProperty({ enum: STAFF_NOTIFICATIONS, isArray: true, nullable: true })
  notifications: StaffNotification[] | null;
  /** Messages this person has written: openings, replies and notes. */
  posts: number;
  /** Tickets that are this person's and neither resolved nor closed. */
  assigned: number;
  /** The language of mails to this person; null: the setting `locale`. */
  @ApiProperty({ enum: LOCALES, nullable: true })
  locale: Locale | null;
  signedInAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class StaffCreateDto {
  /** Letters, digits and `@ . + - _`; no user or member of staff may have it already. @example bob */
  @IsString()
  @Length(1, 190)
  @Matches(/^[\p{L}\p{N}@.+_-]+$/u, say('matches.username'))
  username: string;

  /** 8 characters or more. Absent: nobody can sign in with a password. */
  @MayBeAbsent()
  @IsString()
  @Length(8, 1000)
  password?: string;

  /** @example Bob Agent */
  @IsString()
  @IsLine()
  @Length(1, 500)
  fullName: string;

  /** @example bob@example.com */
  @Validate(EmailAddress)
  email: string;

  @IsIn(ROLES)
  role: Role;

  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @IsInt({ each: true })
  departmentIds?: number[];

  /** What this person wants to hear of by mail; null: what the setting `staff_notifications` says. */
  @ApiProperty({ enum: STAFF_NOTIFICATIONS, isArray: true, nullable: true, required: false })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(STAFF_NOTIFICATIONS, { each: true })
  notifications?: StaffNotification[] | null;

  /** @example Network engineer */
  @IsOptional()
  @IsString()
  @IsLine()
  @Length(1, 64)
  jobTitle?: string | null;

  /** The language of mails to this person; null: the setting `locale`. */
  @ApiProperty({ enum: LOCALES, nullable: true, required: false })
  @IsOptional()
  @IsIn(LOCALES)
  locale?: Locale | null;
}

/** Absent means "leave". */
export class StaffUpdateDto extends PartialType(StaffCreateDto, { skipNullProperties: false }) {}

export const toStaffDto = (staff: StaffMember): StaffDto => ({
  id: staff.id,
  username: staff.username,
  fullName: staff.fullName,
  email: staff.email,
  role: staff.role,
  jobTitle: staff.jobTitle,
  avatar: toAvatarDto(staff),
  active: staff.active,
  twoFactor: staff.twoFactorSecret !== null,
  departmentIds: staff.departmentIds,
  notifications: staff.notifications,
  posts: staff.posts,
  assigned: staff.assigned,
  locale: staff.locale,
  signedInAt: staff.signedInAt,
  createdAt: staff.createdAt,
  updatedAt: staff.updatedAt,
  version: staff.version,
});
