import { NATIVE_PREFIX } from '../../http/native-prefix.js';
import type { Staff } from '../staff.entity.js';

/** Where a picture is, below the address of the desk. It needs no token, and has another address when it changes. */
export class AvatarDto {
  /** 256 pixels each way. */
  large: string;
  /** 64 pixels each way. */
  small: string;
}

export const toAvatarDto = ({
  avatarLarge,
  avatarSmall,
}: Pick<Staff, 'avatarLarge' | 'avatarSmall'>): AvatarDto | null =>
  avatarLarge === null || avatarSmall === null
    ? null
    : { large: `${NATIVE_PREFIX}avatars/${avatarLarge}`, small: `${NATIVE_PREFIX}avatars/${avatarSmall}` };
