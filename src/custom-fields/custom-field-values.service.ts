import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { fieldFault, InvalidInput, type FieldFault } from '../common/errors.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRows } from '../database/rows.js';
import type { Changes } from '../events/changes.js';
import { CustomFieldsService, FIELDS_MAX } from './custom-fields.service.js';
import { isKnownTo, isOfDepartment, type FieldDefinition } from './field-definition.js';
import {
  FieldFaultFound,
  fieldText,
  matchKey,
  readFieldValue,
  soughtKey,
  toFieldValue,
  type FieldValue,
} from './field-values.js';

/** By the name of the field. */
export type GivenValues = Readonly<Record<string, unknown>>;
export type ShownValues = Record<string, FieldValue | null>;

/** A ticket, as far as its fields go. */
export interface FieldsPlace {
  id: number;
  departmentId: number;
}

/** Tickets are asked for by a value. */
export interface FieldMatch {
  fieldId: number;
  key: string;
  /** Only there the value is seen; null: everywhere. */
  departmentIds: readonly number[] | null;
}

type Audience = Pick<Actor, 'kind'>;
type Texts = Map<number, readonly string[]>;

const WORDS = { yes: 'yes', no: 'no' };

/** What tickets have in the custom fields. What belongs to fields of other departments is kept, and not shown. */
@Injectable()
export class CustomFieldValuesService {
  constructor(
    private readonly database: Database,
    private readonly fields: CustomFieldsService,
  ) {}

  /**
   * Of a new ticket, with the defaults of what is not given. `given` absent: whoever opens it cannot say values, and
   * what is required is not asked for.
   * @throws InvalidInput naming each field and the rule it breaks; what the actor may not know of is unknown
   */
  async add(tx: Tx, actor: Audience, ticket: FieldsPlace, given?: GivenValues): Promise<void> {
    if (!this.fields.all().length && !Object.keys(given ?? {}).length) return;
    const fields = (await this.fields.hold(tx)).filter((field) => isOfDepartment(field, ticket.departmentId));
    const values = read(fields, actor, given ?? {});
    for (const field of fields)
      if (!values.has(field)) values.set(field, readFieldValue(field, field.defaultValue));
    if (given) requireFilled([...values].filter(([field]) => isKnownTo(field, actor)));
    await insert(tx, ticket.id, values);
  }

  /**
   * Null empties, absent leaves. What a ticket has already it may keep, whatever has become of the rule.
   * @returns what that changed, for the event @throws InvalidInput as `add`
   */
  async change(tx: Tx, actor: Audience, ticket: FieldsPlace, given: GivenValues): Promise<Changes> {
    if (!Object.keys(given).length) return {};
    const fields = (await this.fields.hold(tx)).filter((field) => isOfDepartment(field, ticket.departmentId));
    const stored = await textsOf((sql, parameters) => tx.query(sql, parameters), [ticket.id]);
    const before = stored.get(ticket.id) ?? new Map<number, string[]>();
    const valueOf = (field: FieldDefinition): FieldValue | null =>
      toFieldValue(field.type, before.get(field.id) ?? []);
    const values = read(fields, actor, given, (field, value) => same(value, valueOf(field)));
    const changed = new Map(
      [...values].filter(([field, texts]) => !same(toFieldValue(field.type, texts), valueOf(field))),
    );
    requireFilled([...changed]);
    if (!changed.size) return {};
    const ids = [...changed.keys()].map(({ id }) => id);
    await tx.query(`delete from custom_field_values where ticketId = ? and fieldId in (${marks(ids)})`, [
      ticket.id,
      ...ids,
    ]);
    await insert(tx, ticket.id, changed);
    return Object.fromEntries(
      [...changed].map(([field, texts]) => [
        `customFields.${field.name}`,
        [valueOf(field), toFieldValue(field.type, texts)],
      ]),
    );
  }

  /** Of each ticket what the actor may know, by name in the order of the fields; null: nothing. One statement for all. */
  async shown(actor: Audience, tickets: readonly FieldsPlace[]): Promise<Map<number, ShownValues>> {
    return this.each(actor, tickets, (field, texts) => toFieldValue(field.type, texts));
  }

  /** The columns of a table of tickets, in their order. */
  columns(actor: Audience): { name: string; label: string }[] {
    return this.fields
      .all()
      .filter((field) => isKnownTo(field, actor))
      .map(({ name, label }) => ({ name, label }));
  }

  /** As `shown`, as people read it: the cells of those columns. Where a ticket has not the field there is none. */
  async texts(
    actor: Audience,
    tickets: readonly FieldsPlace[],
    words: { yes: string; no: string } = WORDS,
  ): Promise<Map<number, Record<string, string>>> {
    return this.each(actor, tickets, (field, texts) => fieldText(field, texts, words));
  }

  /**
   * What `name:value` asks for.
   * @throws InvalidInput for a field that the actor may not know of, and a value that none of its type has
   */
  match(actor: Audience, sought: string): FieldMatch {
    const name = sought.slice(0, sought.indexOf(':'));
    const text = sought.slice(name.length + 1).trim();
    const field = this.fields.all().find((one) => one.name === name && isKnownTo(one, actor));
    if (!field) throw InvalidInput.field('customField', 'unknown.field', { name });
    try {
      return { fieldId: field.id, key: soughtKey(field.type, text), departmentIds: field.departmentIds };
    } catch (error) {
      if (error instanceof FieldFaultFound)
        throw InvalidInput.field(`customField/${name}`, error.key, error.values);
      throw error;
    }
  }

  private async each<T>(
    actor: Audience,
    tickets: readonly FieldsPlace[],
    valueOf: (field: FieldDefinition, texts: readonly string[]) => T,
  ): Promise<Map<number, Record<string, T>>> {
    const fields = this.fields.all().filter((field) => isKnownTo(field, actor));
    const ofTicket = tickets.map(
      ({ id, departmentId }) => [id, fields.filter((field) => isOfDepartment(field, departmentId))] as const,
    );
    const ids = ofTicket.filter(([, own]) => own.length).map(([id]) => id);
    const stored = await textsOf((sql, parameters) => this.database.query(sql, parameters), ids);
    return new Map(
      ofTicket.map(([id, own]) => [
        id,
        Object.fromEntries(
          own.map((field) => [field.name, valueOf(field, stored.get(id)?.get(field.id) ?? [])]),
        ),
      ]),
    );
  }
}

/** What is stored of these tickets, by field; in one statement. */
async function textsOf(
  ask: (
    sql: string,
    parameters: unknown[],
  ) => Promise<{ ticketId: number; fieldId: number; value: string }[]>,
  ticketIds: readonly number[],
): Promise<Map<number, Texts>> {
  const byTicket = new Map<number, Map<number, string[]>>();
  if (!ticketIds.length) return byTicket;
  const rows = await ask(
    `select ticketId, fieldId, value from custom_field_values where ticketId in (${marks(ticketIds)})
     order by ticketId, fieldId, position`,
    [...ticketIds],
  );
  for (const { ticketId, fieldId, value } of rows) {
    const ofTicket = byTicket.get(ticketId) ?? new Map<number, string[]>();
    byTicket.set(ticketId, ofTicket.set(fieldId, [...(ofTicket.get(fieldId) ?? []), value]));
  }
  return byTicket;
}

/** What the input stores in each field that it names; what is `kept` is no matter. @throws InvalidInput */
function read(
  fields: readonly FieldDefinition[],
  actor: Audience,
  given: GivenValues,
  kept: (field: FieldDefinition, value: unknown) => boolean = () => false,
): Map<FieldDefinition, string[]> {
  if (Object.keys(given).length > FIELDS_MAX)
    throw InvalidInput.field('customFields', 'too_many.fields', { most: FIELDS_MAX });
  const values = new Map<FieldDefinition, string[]>();
  const faults: FieldFault[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const field = fields.find((one) => one.name === name && isKnownTo(one, actor));
    try {
      if (!field) throw new FieldFaultFound('unknown.department_field', { name });
      if (!kept(field, value)) values.set(field, readFieldValue(field, value));
    } catch (error) {
      if (!(error instanceof FieldFaultFound)) throw error;
      faults.push(faultOf(name, error));
    }
  }
  if (faults.length) throw new InvalidInput(faults);
  return values;
}

/** @throws InvalidInput naming each required field that is empty */
function requireFilled(values: readonly (readonly [FieldDefinition, readonly string[]])[]): void {
  const empty = values.filter(([field, texts]) => field.required && !texts.length);
  if (!empty.length) return;
  const fault = (label: string) => new FieldFaultFound('required', { field: label });
  throw new InvalidInput(empty.map(([{ name, label }]) => faultOf(name, fault(label))));
}

const faultOf = (name: string, { key, values }: FieldFaultFound): FieldFault =>
  fieldFault(`/customFields/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, key, values);

async function insert(
  tx: Tx,
  ticketId: number,
  values: ReadonlyMap<FieldDefinition, readonly string[]>,
): Promise<void> {
  const rows = [...values].flatMap(([{ id: fieldId, type }, texts]) =>
    texts.map((value, position) => ({ ticketId, fieldId, position, value, matchKey: matchKey(type, value) })),
  );
  for (let from = 0; from < rows.length; from += ROWS)
    await insertRows(tx, 'custom_field_values', rows.slice(from, from + ROWS));
}

/** In one statement: their values count on SQLite. */
const ROWS = 5_000;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
