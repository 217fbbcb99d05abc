import { randomBytes } from 'node:crypto';
import { CAPTURED_ID } from './requests.mjs';

/*
 * From one captured run of a request to what a bare server runs for each request. SQL stays as it is, letter by letter;
 * a parameter is one of
 *   { id }           the ticket that the request names
 *   { insertOf: n }  the id that the nth statement was given
 *   { rowOf: n, at } the id of a row that the nth statement found
 *   { now }          the time
 *   { fresh: n }     n characters that no row has yet: a secret, or the name of a session
 *   { value }        the same each time
 */

/** Made by chance, for a unique column. */
const MADE = /^[\w-]{20,64}$/;
const SQLITE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

export function toTemplate(captured, { writes, namesId }) {
  return captured.map(({ sql, parameters }, at) => ({
    sql,
    parameters: parameters.map((value) => parameterOf(value, captured.slice(0, at), writes, namesId)),
  }));
}

function parameterOf(value, before, writes, namesId) {
  if (namesId && value === CAPTURED_ID) return { id: true };
  if (writes && (value instanceof Date || SQLITE_TIME.test(value))) return { now: true };
  if (writes && MADE.test(value)) return { fresh: value.length };
  if (typeof value === 'number') {
    const insertOf = before.findLastIndex(({ insertId }) => insertId > 0 && insertId === value);
    if (insertOf >= 0) return { insertOf };
    const rowOf = before.findLastIndex(({ ids }) => ids.includes(value) && ids.length > 1);
    if (rowOf >= 0) return { rowOf, at: before[rowOf].ids.indexOf(value) };
  }
  return { value };
}

/** For people to read: the SQL on one line, with what its parameters are. */
export const toText = ({ sql, parameters }) =>
  `${sql.replace(/\s+/g, ' ')}${parameters.length ? `  -- ${parameters.map(wordOf).join(', ')}` : ''}`;

function wordOf(parameter) {
  if (parameter.id) return ':id';
  if (parameter.now) return ':now';
  if (parameter.fresh) return ':fresh';
  if (parameter.insertOf !== undefined) return `id of ${parameter.insertOf + 1}`;
  if (parameter.rowOf !== undefined) return `row of ${parameter.rowOf + 1}`;
  const text = JSON.stringify(parameter.value) ?? 'null';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The values of a statement's parameters in this run. */
export function valuesOf(parameters, { id, results, now }) {
  return parameters.map((parameter) => {
    if (parameter.id) return id;
    if (parameter.now) return now;
    if (parameter.fresh) return randomBytes(parameter.fresh).toString('hex').slice(0, parameter.fresh);
    if (parameter.insertOf !== undefined) return insertIdOf(results[parameter.insertOf]);
    if (parameter.rowOf !== undefined) return results[parameter.rowOf][parameter.at]?.id ?? 0;
    return parameter.value;
  });
}

const insertIdOf = (result) => Number(result.insertId ?? result.lastInsertRowid);
