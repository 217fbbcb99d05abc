import { In, type EntityTarget, type FindOptionsWhere, type ObjectLiteral } from 'typeorm';
import type { Tx } from './database.js';
import { flavourOf } from './flavour.js';
import { jointly } from './together.js';

/** Reads the row that this transaction is about to change; others who want to change it wait for the commit. */
export async function lockOne<T extends ObjectLiteral & { id: number }>(
  tx: Tx,
  entity: EntityTarget<T>,
  id: number,
): Promise<T | null> {
  const { tableName } = tx.dataSource.getMetadata(entity);
  return (await jointly(tx, `lock ${tableName}`, id, (ids) => lockAll(tx, entity, ids))) ?? null;
}

async function lockAll<T extends ObjectLiteral & { id: number }>(
  tx: Tx,
  entity: EntityTarget<T>,
  ids: readonly number[],
): Promise<Map<number, T>> {
  const rows = await tx.find(entity, {
    where: { id: ids.length === 1 ? ids[0] : In(ids) } as FindOptionsWhere<T>,
    ...(flavourOf(tx.dataSource).forUpdate && { lock: { mode: 'pessimistic_write' } }),
  });
  return new Map(rows.map((row) => [row.id, row]));
}
