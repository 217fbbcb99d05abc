/** As the database keeps it: a time is its text. What one flavour gives, the other takes. */
export type Value = string | number | null;

/** Whole tables, read in one snapshot or written into an empty database. */
export interface Bulk {
  tables(): Promise<string[]>;
  columns(table: string): Promise<string[]>;
  /** The id that the next row gets; null for a table that gives none. */
  nextId(table: string): Promise<number | null>;
  /** All rows, some at a time. */
  rows(table: string, columns: readonly string[]): AsyncIterable<Value[][]>;
  clear(table: string): Promise<void>;
  insert(table: string, columns: readonly string[], rows: Value[][]): Promise<void>;
  setNextId(table: string, next: number): Promise<void>;
  /** Ends the transaction that everything stands in. */
  commit(): Promise<void>;
  /** Without `commit`, nothing was written. */
  close(): Promise<void>;
}
