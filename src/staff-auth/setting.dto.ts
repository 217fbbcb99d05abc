import { ApiProperty } from '@nestjs/swagger';
import { SETTINGS, SETTING_NAMES, type SettingValues } from '../settings/setting-list.js';

/** A number, a text, a boolean or a list of texts: each setting has one type, that of its default. */
const VALUE = {
  oneOf: [
    { type: 'string' },
    { type: 'number', format: 'double' },
    { type: 'boolean' },
    { type: 'array', items: { type: 'string' } },
  ],
} as const;

type SettingValue = SettingValues[keyof SettingValues];

export class SettingDto {
  /** @example ticket_file_size */
  name: string;
  @ApiProperty(VALUE as object)
  value: SettingValue;
  @ApiProperty(VALUE as object)
  default: SettingValue;
  /** What it does. */
  description: string;
}

export class SettingListDto {
  items: SettingDto[];
}

/** The body of a change: values by name. */
export const SETTING_CHANGES = {
  schema: {
    type: 'object',
    properties: Object.fromEntries(
      SETTING_NAMES.map((name) => [name, { ...VALUE, description: SETTINGS[name].description }]),
    ),
    additionalProperties: false,
    example: { ticket_file_size: 5, ticket_file_type: ['jpg', 'png', 'pdf'] },
  },
} as object;

export const toSettingListDto = (values: SettingValues): SettingListDto => ({
  items: SETTING_NAMES.map((name) => ({
    name,
    value: values[name],
    default: SETTINGS[name].default,
    description: SETTINGS[name].description,
  })),
});
