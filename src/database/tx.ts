import type { EntityManager } from 'typeorm';

/** An open transaction. Whatever writes takes it as its first argument: no tx, no side effect. */
export type Tx = EntityManager;
