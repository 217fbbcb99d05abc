import { IsInt, Max, Min } from 'class-validator';
import type { User } from '../users/user.entity.js';

export class UserMergeDto {
  /** Who is left. */
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  intoUserId: number;
}

/** Who is left of two. */
export class MergedUserDto {
  id: number;
  fullName: string;
  email: string;
  active: boolean;
  /** Row version; the ETag. */
  version: number;
}

export const toMergedUserDto = ({ id, fullName, email, active, version }: User): MergedUserDto => ({
  id,
  fullName,
  email,
  active,
  version,
});
