import type { Actor } from '../common/actor.js';
import { fieldFault, InvalidInput, type FieldFault } from '../common/errors.js';
import type { FaultKey, TextValues } from '../common/texts.js';
import { toDate } from '../database/rows.js';
import type { CustomField } from './custom-field.entity.js';
import {
  FieldFaultFound,
  LENGTH_MAX,
  readFieldValue,
  type Choice,
  type FieldRule,
  type FieldType,
  type FieldValue,
} from './field-values.js';

/** A field as it is read. */
export interface FieldDefinition extends FieldRule {
  id: number;
  name: string;
  label: string;
  helpText: string | null;
  choices: Choice[];
  emptyChoice: boolean;
  position: number;
  required: boolean;
  staffOnly: boolean;
  defaultValue: FieldValue | null;
  /** Null: all departments. */
  departmentIds: number[] | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export type FieldRow = Omit<CustomField, 'choices' | 'defaultValue'> & {
  choices: string;
  defaultValue: string | null;
};

export const toDefinition = (row: FieldRow, departmentIds: readonly number[]): FieldDefinition => ({
  id: row.id,
  name: row.name,
  label: row.label,
  helpText: row.helpText,
  type: row.type,
  choices: JSON.parse(row.choices) as Choice[],
  emptyChoice: Boolean(row.emptyChoice),
  maxLength: row.maxLength,
  decimalPlaces: row.decimalPlaces,
  position: row.position,
  required: Boolean(row.required),
  staffOnly: Boolean(row.staffOnly),
  defaultValue: row.defaultValue === null ? null : (JSON.parse(row.defaultValue) as FieldValue),
  departmentIds: row.everywhere ? null : [...departmentIds],
  createdAt: toDate(row.createdAt),
  updatedAt: toDate(row.updatedAt),
  version: row.version,
});

/** Tickets of this department have the field. */
export const isOfDepartment = ({ departmentIds }: FieldDefinition, departmentId: number): boolean =>
  departmentIds === null || departmentIds.includes(departmentId);

/** Users know nothing of what is for staff. */
export const isKnownTo = ({ staffOnly }: FieldDefinition, { kind }: Pick<Actor, 'kind'>): boolean =>
  !staffOnly || kind !== 'user';

const WITH_CHOICES: readonly FieldType[] = ['list', 'multi-list'];
const WITH_LENGTH: readonly FieldType[] = ['text', 'longtext', 'decimal'];

/** The parts of a definition fit each other. @throws InvalidInput naming each one that does not */
export function requireSound(field: FieldDefinition): void {
  const faults = [...choiceFaults(field), ...boundFaults(field)];
  if (!faults.length) faults.push(...defaultFaults(field));
  if (faults.length) throw new InvalidInput(faults);
}

const fault = (field: string, key: FaultKey, values?: TextValues): FieldFault =>
  fieldFault(`/${field}`, key, values);

function choiceFaults({ type, choices }: FieldDefinition): FieldFault[] {
  if (!WITH_CHOICES.includes(type))
    return choices.length ? [fault('choices', 'not_of_type.choices', { type })] : [];
  if (!choices.length) return [fault('choices', 'required.choices', { type })];
  const keys = choices.map(({ value }) => value.normalize('NFC').toLowerCase());
  return keys.flatMap((key, at) =>
    keys.indexOf(key) < at ? [fault(`choices/${at}/value`, 'taken.choice')] : [],
  );
}

function boundFaults({ type, maxLength, decimalPlaces }: FieldDefinition): FieldFault[] {
  const most = LENGTH_MAX[type as keyof typeof LENGTH_MAX];
  const isLong = maxLength !== null && WITH_LENGTH.includes(type) && maxLength > most;
  return [
    ...(maxLength !== null && !WITH_LENGTH.includes(type)
      ? [fault('maxLength', 'not_of_type.max_length', { type })]
      : []),
    ...(isLong ? [fault('maxLength', 'max.field_length', { type, most })] : []),
    ...(decimalPlaces !== null && type !== 'decimal'
      ? [fault('decimalPlaces', 'not_of_type.decimal_places', { type })]
      : []),
  ];
}

function defaultFaults(field: FieldDefinition): FieldFault[] {
  try {
    readFieldValue(field, field.defaultValue);
    return [];
  } catch (error) {
    if (error instanceof FieldFaultFound) return [fault('defaultValue', error.key, error.values)];
    throw error;
  }
}
