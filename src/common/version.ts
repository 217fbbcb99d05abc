import { readFileSync } from 'node:fs';

/** The one version, from package.json: shown by `--version`, `/healthz` and OpenAPI. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
