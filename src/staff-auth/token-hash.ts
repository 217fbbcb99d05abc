import { hash } from 'node:crypto';

/** What is kept of a token. It is long and random: nobody guesses it from a fast hash. */
export const tokenHash = (token: string): string => hash('sha256', token);
