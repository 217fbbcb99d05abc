/** What every native route but health and metrics begins with. */
export const NATIVE_PREFIX = '/api/v1/';
