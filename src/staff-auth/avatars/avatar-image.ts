import type Sharp from 'sharp';
import { unreadableAvatar } from './avatar.errors.js';

/** Pixels each way, by what it is for. */
export const AVATAR_SIZES = { large: 256, small: 64 } as const;
export type AvatarSize = keyof typeof AVATAR_SIZES;

/** A few bytes may say that they are thousands of megapixels: nothing beyond this is unpacked. */
const PIXELS_MAX = 25_000_000;
const SECONDS_MAX = 10;

/** Only these are ever read, however a file calls itself. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`);

let loaded: Promise<typeof Sharp> | undefined;

/** Loaded when the first picture comes: most processes never see one. */
function sharp(): Promise<typeof Sharp> {
  loaded ??= import('sharp').then(({ default: library }) => {
    library.block({ operation: ['VipsForeignLoad'] });
    library.unblock({ operation: LOADERS });
    library.cache(false);
    library.concurrency(1);
    return library;
  });
  return loaded;
}

/**
 * A picture as squares of the sizes there are: upright, its middle, written anew as WebP, and so without anything that
 * the camera or the sender put beside the pixels. Of a moving picture the first image.
 * @throws InvalidInput (`avatar`)
 */
export async function squaresOf(content: Buffer): Promise<Record<AvatarSize, Buffer>> {
  const library = await sharp();
  const square = (size: number): Promise<Buffer> =>
    library(content, { limitInputPixels: PIXELS_MAX, failOn: 'error', sequentialRead: true })
      .timeout({ seconds: SECONDS_MAX })
      .autoOrient()
      .resize(size, size, { fit: 'cover' })
      .webp({ quality: 85 })
      .toBuffer();
  try {
    return { large: await square(AVATAR_SIZES.large), small: await square(AVATAR_SIZES.small) };
  } catch {
    throw unreadableAvatar(PIXELS_MAX / 1_000_000);
  }
}
