import type { Config } from '../config/config.js';
import { socketPath } from './socket-path.js';

/** Where the desk takes mails of other processes. */
export const mailSocketOf = ({ mailSocket, dataDir }: Pick<Config, 'mailSocket' | 'dataDir'>): string =>
  mailSocket || socketPath(dataDir, 'mail');
