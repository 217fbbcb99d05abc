/** Column = value, all of which must hold. */
export type Equalities = Readonly<Record<string, string | number>>;

export interface IdsQuery {
  /** Alternatives; a row is taken once however many it fits. None: every row. */
  alternatives: readonly Equalities[] | undefined;
  /** Holds besides, whatever the alternative. */
  filter: Equalities;
  /** Only rows whose value in the sort column is not greater; null is no value. */
  sortAtMost?: Date;
  /** The filter leaves so few rows that each of them may be asked whether it fits an alternative; those are of ids then. */
  filterIsNarrow?: boolean;
  /** The sort column; ties are ordered by id in the same direction. */
  sort: string;
  descending: boolean;
  /** Only rows after this place (in reading direction). */
  after?: { key: string | number | Date; id: number };
  limit: number;
  offset?: number;
}

export interface Sql {
  sql: string;
  parameters: unknown[];
}

/**
 * The ids of one page of `table`, so that only they are joined with anything: one index range per alternative, each cut
 * at the page's length, merged. Cost follows the page, not the table. Names come from code, never from input.
 */
export function idsFirst(table: string, query: IdsQuery): Sql {
  const alternatives = openAlternatives(query);
  const order = orderOf(query);
  const page = `order by ${order} limit ? offset ?`;
  const offset = query.offset ?? 0;
  if (!alternatives.length) return { sql: `select id from ${table} where 1 = 0`, parameters: [] };
  if (alternatives.length === 1 || query.filterIsNarrow) {
    const where =
      alternatives.length === 1 ? whereOf(query, alternatives[0]!) : whereAny(query, alternatives);
    return {
      sql: `select id from ${table}${where.sql} ${page}`,
      parameters: [...where.parameters, query.limit, offset],
    };
  }
  const columns = query.sort === 'id' ? 'id' : `id, ${query.sort}`;
  const branches = alternatives.map((alternative, at) => {
    const where = whereOf(query, alternative);
    return {
      sql: `select * from (select ${columns} from ${table}${where.sql} order by ${order} limit ?) b${at}`,
      parameters: [...where.parameters, offset + query.limit],
    };
  });
  return {
    sql: `select id from (${branches.map((branch) => branch.sql).join(unionOf(alternatives))}) merged ${page}`,
    parameters: [...branches.flatMap((branch) => branch.parameters), query.limit, offset],
  };
}

/** Values of one column never share a row; a row that two columns let through must not be listed twice. */
const unionOf = (alternatives: readonly Equalities[]): string =>
  new Set(alternatives.flatMap((alternative) => Object.keys(alternative))).size === 1
    ? ' union all '
    : ' union ';

/** Those that the filter does not rule out; none but the filter itself where it holds whatever one of them asks. */
function openAlternatives({ alternatives, filter }: IdsQuery): readonly Equalities[] {
  if (!alternatives) return [{}];
  const open = alternatives.filter((alternative) =>
    Object.entries(alternative).every(([column, value]) => (filter[column] ?? value) === value),
  );
  const isHeld = open.some((alternative) => Object.keys(alternative).every((column) => column in filter));
  return isHeld ? [{}] : open;
}

function whereAny(query: IdsQuery, alternatives: readonly Equalities[]): Sql {
  const where = whereOf(query, {});
  const conditions = alternatives.map((alternative) =>
    // `+ 0` says that no index is to be used for it: MariaDB would read and merge those of all alternatives.
    Object.keys(alternative)
      .map((column) => `${column} + 0 = ?`)
      .join(' and '),
  );
  return {
    sql: `${where.sql} and (${conditions.join(' or ')})`,
    parameters: [...where.parameters, ...alternatives.flatMap((alternative) => Object.values(alternative))],
  };
}

function orderOf({ sort, descending }: IdsQuery): string {
  const direction = descending ? 'desc' : 'asc';
  return sort === 'id' ? `id ${direction}` : `${sort} ${direction}, id ${direction}`;
}

function whereOf(query: IdsQuery, alternative: Equalities): Sql {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  for (const [column, value] of [...Object.entries(alternative), ...Object.entries(query.filter)]) {
    conditions.push(`${column} = ?`);
    parameters.push(value);
  }
  if (query.sortAtMost) {
    conditions.push(`${query.sort} <= ?`);
    parameters.push(query.sortAtMost);
  }
  if (query.after) {
    const beyond = query.descending ? '<' : '>';
    if (query.sort === 'id') {
      conditions.push(`id ${beyond} ?`);
      parameters.push(query.after.id);
    } else {
      // Not a row value `(key, id) < (?, ?)`: MariaDB would not use the index for it.
      conditions.push(`${query.sort} ${beyond}= ? and (${query.sort} ${beyond} ? or id ${beyond} ?)`);
      parameters.push(query.after.key, query.after.key, query.after.id);
    }
  }
  return { sql: conditions.length ? ` where ${conditions.join(' and ')}` : '', parameters };
}
