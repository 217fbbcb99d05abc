import { Injectable } from '@nestjs/common';
import { CustomFieldsService } from '../../custom-fields/custom-fields.service.js';
import { isOfDepartment, type FieldDefinition } from '../../custom-fields/field-definition.js';
import { FieldFaultFound, readFieldValue, type FieldType } from '../../custom-fields/field-values.js';
import { timeIn } from './due-date.js';
import type { JutdaForm } from './jutda-form.js';
import { REQUIRED, choice } from './jutda.errors.js';

/** What the form says in the fields of a queue. */
interface CustomInput {
  values: Record<string, unknown>;
  faults: [field: string, message: string][];
}

export const NO_FIELDS: CustomInput = { values: {}, faults: [] };

/** What Django says of a value that is none of its type. */
const WRONG: Partial<Record<FieldType, string>> = {
  integer: 'Enter a whole number.',
  decimal: 'Enter a number.',
  date: 'Enter a valid date.',
  time: 'Enter a valid time.',
  datetime: 'Enter a valid date/time.',
  email: 'Enter a valid email address.',
  url: 'Enter a valid URL.',
  ip: 'Enter a valid IPv4 or IPv6 address.',
  slug: 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.',
};

/** `custom_<name>` of new tickets. A name that the queue has not is read past, as any form does. */
@Injectable()
export class JutdaCustomFields {
  constructor(private readonly fields: CustomFieldsService) {}

  read(departmentId: number, form: JutdaForm): CustomInput {
    const input: CustomInput = { values: {}, faults: [] };
    for (const field of this.fields.all().filter((one) => isOfDepartment(one, departmentId))) {
      const name = `custom_${field.name}`;
      const text = form.text(name);
      const value = text === undefined ? undefined : typed(field.type, text);
      const fault = faultOf(field, value, text ?? '');
      if (fault) input.faults.push([name, fault]);
      if (value !== undefined) input.values[field.name] = value;
    }
    return input;
  }
}

/** A box is ticked unless it says that it is not; times have no zone: UTC. */
function typed(type: FieldType, text: string): string | boolean {
  if (type === 'boolean') return !['', '0', 'false'].includes(text.trim().toLowerCase());
  return (type === 'datetime' && timeIn(text.trim())?.toISOString()) || text;
}

function faultOf(field: FieldDefinition, value: unknown, text: string): string | undefined {
  try {
    const stored = readFieldValue(field, value === undefined ? field.defaultValue : value);
    // A box that has to be ticked.
    const isFilled = stored.length > 0 && stored[0] !== 'false';
    return field.required && !isFilled ? REQUIRED : undefined;
  } catch (error) {
    if (error instanceof FieldFaultFound) return wordsOf(error, field, text);
    throw error;
  }
}

function wordsOf({ code, message }: FieldFaultFound, field: FieldDefinition, text: string): string {
  const { type, maxLength, decimalPlaces } = field;
  if (code === 'unknown_choice') return choice(text);
  if (code === 'too_many_places')
    return `Ensure that there are no more than ${decimalPlaces} decimal places.`;
  if (code === 'too_long' && maxLength !== null)
    return type === 'decimal'
      ? `Ensure that there are no more than ${maxLength} digits in total.`
      : `Ensure this value has at most ${maxLength} characters (it has ${[...text].length}).`;
  return WRONG[type] ?? message;
}
