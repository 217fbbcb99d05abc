/** A value of any type, for the document. */
const ANY_VALUE = {
  oneOf: [
    { type: 'string' },
    { type: 'number', format: 'double' },
    { type: 'boolean' },
    { type: 'array', items: { type: 'string' } },
    { type: 'null' },
  ],
};

/** One value. */
export const FIELD_VALUE: Record<string, unknown> = ANY_VALUE;

/** Values by the names of their fields. */
export const FIELD_VALUES: Record<string, unknown> = {
  type: 'object',
  additionalProperties: ANY_VALUE,
  example: { colour: 'red', floor: 4, amount: '42.50', languages: ['en', 'fr'], urgent: true },
};
