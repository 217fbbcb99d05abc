import { mkdirSync } from 'node:fs';

/** Makes the data folder if it is missing, for this account's eyes only. */
export const makeDataFolder = (dataDir: string): void => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
};
