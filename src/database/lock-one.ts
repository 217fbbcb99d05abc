import type { EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { Tx } from './database.js';
import { flavourOf } from './flavour.js';

/** Reads the row that this transaction is about to change; others who want to change it wait for the commit. */
export const lockOne = <T extends ObjectLiteral & { id: number }>(
  tx: Tx,
  entity: EntityTarget<T>,
  id: number,
): Promise<T | null> =>
  tx.findOne(entity, {
    where: { id } as FindOptionsWhere<T>,
    ...(flavourOf(tx.dataSource).forUpdate && { lock: { mode: 'pessimistic_write' } }),
  });
