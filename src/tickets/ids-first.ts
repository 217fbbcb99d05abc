/** Column = value, all of which must hold; null is for rows that have none. */
export type Equalities = Readonly<Record<string, string | number | boolean | null>>;

export interface Sql {
  sql: string;
  parameters: unknown[];
}

/** Where the sort column lies; a Date may be any time of the list's. */
export interface Place {
  key: string | number | Date;
  id: number;
}

export interface IdsQuery {
  /** Alternatives; a row is taken once however many it fits. None: every row. */
  alternatives: readonly Equalities[] | undefined;
  /** One more alternative: the rows whose ids this finds as `ticketId`, few of them. */
  andThose?: Sql;
  /** Holds besides, whatever the alternative. */
  filter: Equalities;
  /** Hold besides, too. */
  conditions?: readonly Sql[];
  /** The sort column; ties are ordered by id in the same direction. */
  sort: string;
  descending: boolean;
  /** Only rows after this place (in reading direction). */
  after?: Place;
  limit: number;
  offset?: number;
  /** Ends the table's name where a range of these columns is read in this order: planners guess, we know. */
  byIndex?: (columns: readonly string[], sort: string) => string;
}

/**
 * The ids of one page of `table`, so that only they are joined with anything: one index range per alternative, each cut
 * at the page's length, merged. Cost follows the page, not the table, where an index holds alternative, filter and sort.
 * Names come from code, never from input.
 */
export function idsFirst(table: string, query: IdsQuery): Sql {
  const alternatives = openAlternatives(query);
  const those = alternatives.length === 1 && isEmpty(alternatives[0]!) ? undefined : query.andThose;
  const { order, page, offset } = pageOf(query);
  if (!alternatives.length && !those) return { sql: `select id from ${table} where 1 = 0`, parameters: [] };
  if (alternatives.length === 1 && !those) {
    const where = whereOf(query, alternatives[0]!);
    return {
      sql: `select id from ${table}${hint(query, alternatives[0]!)}${where.sql} ${page}`,
      parameters: [...where.parameters, query.limit, offset],
    };
  }
  const columns = query.sort === 'id' ? 'id' : `id, ${query.sort}`;
  const sources = [
    ...alternatives.map((alternative) => ({
      from: { sql: `${table}${hint(query, alternative)}`, parameters: [] },
      alternative,
    })),
    ...(those ? [{ from: joined(table, those), alternative: {} }] : []),
  ];
  const branches = sources.map(({ from, alternative }, at) => {
    const where = whereOf(query, alternative);
    return {
      sql: `select * from (select ${columns} from ${from.sql}${where.sql} order by ${order} limit ?) b${at}`,
      parameters: [...from.parameters, ...where.parameters, offset + query.limit],
    };
  });
  const union = those ? ' union ' : unionOf(alternatives);
  return {
    sql: `select id from (${branches.map((branch) => branch.sql).join(union)}) merged ${page}`,
    parameters: [...branches.flatMap((branch) => branch.parameters), query.limit, offset],
  };
}

/**
 * As `idsFirst`, where no index holds all that is asked: goes through at most `window` rows of the range of `drive`
 * (columns of the filter that an index holds together with the sort), and takes those that fit. The range is read from
 * the index alone: with more columns MariaDB would rather read and sort the whole table.
 */
export function idsWithin(table: string, query: IdsQuery, drive: readonly string[], window: number): Sql {
  const range = rangeOf(table, query, drive, 'id as ticketId');
  const filter = Object.fromEntries(
    Object.entries(query.filter).filter(([column]) => !drive.includes(column)),
  );
  const those = { sql: `${range.sql} limit ?`, parameters: [...range.parameters, window] };
  return idsAmong(table, { ...query, filter, after: undefined }, those);
}

/** The last row of that window; no row where the range ends before it. */
export function windowEnd(table: string, query: IdsQuery, drive: readonly string[], window: number): Sql {
  const range = rangeOf(table, query, drive, `id, ${query.sort} as sortKey`);
  return { sql: `${range.sql} limit 1 offset ?`, parameters: [...range.parameters, window - 1] };
}

/** As `idsFirst`, among the few rows whose ids `those` finds as `ticketId`. */
export function idsAmong(table: string, query: IdsQuery, those: Sql): Sql {
  const { page, offset } = pageOf(query);
  const where = whereAll([...conditionsOf(query), ...seenOf(query)]);
  const from = joined(table, those);
  return {
    sql: `select id from ${from.sql}${where.sql} ${page}`,
    parameters: [...from.parameters, ...where.parameters, query.limit, offset],
  };
}

const joined = (table: string, { sql, parameters }: Sql): Sql => ({
  sql: `(${sql}) those cross join ${table} on ${table}.id = those.ticketId`,
  parameters,
});

function rangeOf(table: string, query: IdsQuery, drive: readonly string[], columns: string): Sql {
  const filter = Object.fromEntries(drive.map((column) => [column, query.filter[column]!]));
  const own = query.conditions?.filter(({ sql }) => sql.startsWith(`${query.sort} `)) ?? [];
  const where = whereAll(conditionsOf({ ...query, filter, conditions: own }));
  return {
    sql: `select ${columns} from ${table}${hint({ ...query, filter }, {})}${where.sql} order by ${orderOf(query)}`,
    parameters: where.parameters,
  };
}

/** That a row fits one of the alternatives, as a condition. */
function seenOf({ alternatives, andThose }: IdsQuery): Sql[] {
  if (!alternatives) return [];
  const options = [
    ...alternatives.map((alternative) => ({
      // `+ 0` says that no index is to be used for it: MariaDB would read and merge those of all alternatives.
      sql: Object.keys(alternative)
        .map((column) => `${column} + 0 = ?`)
        .join(' and '),
      parameters: Object.values(alternative) as unknown[],
    })),
    ...(andThose
      ? [{ sql: `id in (select ticketId from (${andThose.sql}) own)`, parameters: andThose.parameters }]
      : []),
  ];
  return [
    options.length
      ? {
          sql: `(${options.map(({ sql }) => sql).join(' or ')})`,
          parameters: options.flatMap(({ parameters }) => parameters),
        }
      : { sql: '1 = 0', parameters: [] },
  ];
}

/** Values of one column never share a row; a row that two columns let through must not be listed twice. */
const unionOf = (alternatives: readonly Equalities[]): string =>
  new Set(alternatives.flatMap((alternative) => Object.keys(alternative))).size === 1
    ? ' union all '
    : ' union ';

/** Those that the filter does not rule out; none but the filter itself where it holds whatever one of them asks. */
export function openAlternatives({
  alternatives,
  filter,
}: Pick<IdsQuery, 'alternatives' | 'filter'>): readonly Equalities[] {
  if (!alternatives) return [{}];
  const open = alternatives.filter((alternative) =>
    Object.entries(alternative).every(([column, value]) => !(column in filter) || filter[column] === value),
  );
  const isHeld = open.some((alternative) => Object.keys(alternative).every((column) => column in filter));
  return isHeld ? [{}] : open;
}

const hint = ({ byIndex, filter, sort }: IdsQuery, alternative: Equalities): string =>
  byIndex?.(Object.keys({ ...alternative, ...filter }), sort) ?? '';

const isEmpty = (alternative: Equalities): boolean => !Object.keys(alternative).length;

function pageOf(query: IdsQuery): { order: string; page: string; offset: number } {
  const order = orderOf(query);
  return { order, page: `order by ${order} limit ? offset ?`, offset: query.offset ?? 0 };
}

function orderOf({ sort, descending }: Pick<IdsQuery, 'sort' | 'descending'>): string {
  const direction = descending ? 'desc' : 'asc';
  return sort === 'id' ? `id ${direction}` : `${sort} ${direction}, id ${direction}`;
}

function whereOf(query: IdsQuery, alternative: Equalities): Sql {
  return whereAll(conditionsOf({ ...query, filter: { ...alternative, ...query.filter } }));
}

const whereAll = (conditions: readonly Sql[]): Sql => ({
  sql: conditions.length ? ` where ${conditions.map(({ sql }) => sql).join(' and ')}` : '',
  parameters: conditions.flatMap(({ parameters }) => parameters),
});

function conditionsOf({ filter, conditions = [], after, sort, descending }: IdsQuery): Sql[] {
  const equal = Object.entries(filter).map(([column, value]) =>
    value === null
      ? { sql: `${column} is null`, parameters: [] }
      : { sql: `${column} = ?`, parameters: [value] },
  );
  return [...equal, ...conditions, ...(after ? [beyond(after, sort, descending)] : [])];
}

function beyond({ key, id }: Place, sort: string, descending: boolean): Sql {
  const than = descending ? '<' : '>';
  if (sort === 'id') return { sql: `id ${than} ?`, parameters: [id] };
  return {
    // Not a row value `(key, id) < (?, ?)`: MariaDB would not use the index for it.
    sql: `${sort} ${than}= ? and (${sort} ${than} ? or id ${than} ?)`,
    parameters: [key, key, id],
  };
}
