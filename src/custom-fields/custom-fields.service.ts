import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf, isUniqueViolation } from '../database/flavour.js';
import { Invalidations } from '../database/invalidations.js';
import { insertRow, updateRow } from '../database/rows.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import {
  CustomFieldNameTaken,
  CustomFieldNotFound,
  CustomFieldTypeInUse,
  CustomFieldsTooMany,
} from './custom-field.errors.js';
import {
  columnsOf,
  hasValues,
  placeField,
  removeValues,
  selectFields,
  takeTurn,
} from './custom-fields.queries.js';
import { isKnownTo, requireSound, type FieldDefinition } from './field-definition.js';
import { isWider, type Choice } from './field-values.js';

/** What an administrator says of a field; absent: as usual, in a change: as it is. */
export type FieldInput = Partial<
  Omit<FieldDefinition, 'id' | 'name' | 'createdAt' | 'updatedAt' | 'version'>
>;
export type NewField = FieldInput & Pick<FieldDefinition, 'name' | 'label' | 'type'>;

/** Every answer with tickets has all their fields, and forms show all of them. */
export const FIELDS_MAX = 200;
/** What other processes change is announced; where that fails, it is seen within this time. */
const REFRESH_MS = 5_000;
const TOPIC = 'custom-fields';

const PARTS = [
  'label',
  'helpText',
  'type',
  'choices',
  'emptyChoice',
  'maxLength',
  'decimalPlaces',
  'position',
  'required',
  'staffOnly',
  'defaultValue',
  'departmentIds',
] as const;

const USUAL = {
  helpText: null,
  choices: [] as Choice[],
  emptyChoice: false,
  maxLength: null,
  decimalPlaces: null,
  required: false,
  staffOnly: false,
  defaultValue: null,
  departmentIds: null,
};

/** The fields that the desk adds to its tickets. They are few, and every list asks for them: they stay in memory. */
@Injectable()
export class CustomFieldsService implements OnModuleInit, OnModuleDestroy {
  private known: readonly FieldDefinition[] = [];
  private turn = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly departments: DepartmentsService,
    private readonly invalidations: Invalidations,
  ) {
    invalidations.listen(TOPIC, () => this.refresh());
  }

  async onModuleInit(): Promise<void> {
    await this.refresh();
    // A failed refresh keeps the last known fields; the database's own checks report the outage.
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** All of them, in their order; from memory. */
  all(): readonly FieldDefinition[] {
    return this.known;
  }

  /** As `all`, as they are now and until the transaction ends. */
  hold(tx: Tx): Promise<FieldDefinition[]> {
    return selectFields((sql, parameters) => tx.query(sql, parameters), flavourOf(tx.dataSource).forShare);
  }

  /** Those that the actor may know of, in their order. */
  async visible(actor: Pick<Actor, 'kind'>): Promise<FieldDefinition[]> {
    const fields = await selectFields((sql, parameters) => this.database.query(sql, parameters));
    if (actor.kind !== 'user') return fields;
    const open = new Set((await this.departments.listPublic()).map(({ id }) => id));
    return fields
      .filter((field) => isKnownTo(field, actor))
      .map((field) => ({
        ...field,
        departmentIds: field.departmentIds?.filter((id) => open.has(id)) ?? null,
      }))
      .filter(({ departmentIds }) => departmentIds?.length !== 0);
  }

  /** One page of those, for one department only where that is asked. */
  async page(
    actor: Actor,
    { cursor: text, limit, departmentId }: { cursor?: string; limit: number; departmentId?: number },
  ): Promise<Page<FieldDefinition>> {
    const cursor = decodeCursor(text, 'position');
    const fields = (await this.visible(actor)).filter(
      ({ departmentIds }) => departmentId === undefined || departmentIds?.includes(departmentId) !== false,
    );
    const place = ({ position, id }: FieldDefinition): number =>
      cursor ? position - cursor.key || id - cursor.id : 0;
    const rows = cursor?.back
      ? fields.filter((field) => place(field) < 0).toReversed()
      : fields.filter((field) => !cursor || place(field) > 0);
    return pageOf(rows.slice(0, limit + 1), limit, 'position', cursor, ({ position }) => position);
  }

  /** @throws CustomFieldNotFound, also for one that the actor may not know of */
  async get(actor: Pick<Actor, 'kind'>, id: number): Promise<FieldDefinition> {
    const field = (await this.visible(actor)).find((one) => one.id === id);
    if (!field) throw new CustomFieldNotFound();
    return field;
  }

  /** @returns its id @throws InvalidInput, CustomFieldNameTaken, CustomFieldsTooMany */
  create(actor: Actor, input: NewField): Promise<number> {
    return this.database.transaction(async (tx) => {
      await takeTurn(tx);
      const fields = await this.hold(tx);
      if (fields.length >= FIELDS_MAX) throw new CustomFieldsTooMany(FIELDS_MAX);
      const now = this.clock.now();
      const position = 1 + Math.max(0, ...fields.map((field) => field.position));
      const times = { createdAt: now, updatedAt: now, version: 1 };
      const field: FieldDefinition = { id: 0, ...USUAL, position, ...given(input), ...times };
      requireSound(field);
      const row = { name: field.name, ...columnsOf(field), ...times };
      const id = await insertRow(tx, 'custom_fields', row).catch((error: unknown) => {
        throw isUniqueViolation(error) ? new CustomFieldNameTaken() : error;
      });
      await placeField(tx, id, field.departmentIds);
      await this.append(tx, actor, id, 'created', { details: { name: field.name, type: field.type } });
      return id;
    });
  }

  /** @throws CustomFieldNotFound, StaleVersion, InvalidInput, CustomFieldTypeInUse */
  async update(actor: Actor, id: number, input: FieldInput, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const field = await this.lock(tx, id, expected);
      const { type } = field;
      const changes = applyChanges(field, withFollowing(field, input), PARTS);
      if (!Object.keys(changes).length) return;
      if (changes['type'] && !isWider(type, field.type) && (await hasValues(tx, id)))
        throw new CustomFieldTypeInUse();
      requireSound(field);
      const times = { updatedAt: this.clock.now(), version: field.version + 1 };
      await updateRow(tx, 'custom_fields', id, { ...columnsOf(field), ...times });
      if (changes['departmentIds']) await placeField(tx, id, field.departmentIds);
      await this.append(tx, actor, id, 'updated', { changes });
    });
  }

  /** With all values that tickets have; they do not count as changed. @throws CustomFieldNotFound, StaleVersion */
  async delete(actor: Actor, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { name } = await this.lock(tx, id, expected);
      const values = await removeValues(tx, id);
      await tx.query('delete from custom_fields where id = ?', [id]);
      await this.append(tx, actor, id, 'deleted', { details: { name, values } });
    });
  }

  private async lock(tx: Tx, id: number, expected: number | undefined): Promise<FieldDefinition> {
    await takeTurn(tx);
    // The row before the others: who writes values holds all of them.
    await tx.query(`select id from custom_fields where id = ?${flavourOf(tx.dataSource).forUpdate}`, [id]);
    const field = (await this.hold(tx)).find((one) => one.id === id);
    if (!field) throw new CustomFieldNotFound();
    requireVersion(field, expected);
    return field;
  }

  private async append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = { type: `custom_field.${what}`, resource: 'custom_field' as const, resourceId };
    await this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
    await this.invalidations.announce(tx, TOPIC);
  }

  /** The last one to be asked wins, whichever answers last. */
  private async refresh(): Promise<void> {
    const turn = ++this.turn;
    const known = await selectFields((sql, parameters) => this.database.query(sql, parameters));
    if (turn === this.turn) this.known = known;
  }
}

/** What belongs to the old type alone goes with it. */
function withFollowing(field: FieldDefinition, input: FieldInput): FieldInput {
  const type = input.type ?? field.type;
  if (type === field.type) return input;
  return {
    ...(['list', 'multi-list'].includes(type) ? {} : { choices: [] }),
    maxLength: null,
    decimalPlaces: null,
    ...given(input),
  };
}

/** Without what is not said. */
const given = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
