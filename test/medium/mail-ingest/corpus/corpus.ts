import { BODIES } from './bodies.js';
import { BOMBS } from './bombs.js';
import type { Case } from './case.js';
import { CHARSETS } from './charsets.js';
import { HEADERS } from './headers.js';
import { MACHINES } from './machines.js';
import { STRUCTURES } from './structures.js';
import { THREADS } from './threads.js';

/** Mails of every kind, each with the fate that a person would expect. */
export const CORPUS: Record<string, Case[]> = {
  bodies: BODIES,
  charsets: CHARSETS,
  headers: HEADERS,
  structures: STRUCTURES,
  bombs: BOMBS,
  machines: MACHINES,
  threads: THREADS,
};
