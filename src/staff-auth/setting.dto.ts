import { ApiProperty } from '@nestjs/swagger';
import {
  SETTINGS,
  SETTING_ALIASES,
  SETTING_NAMES,
  definitionOfSetting,
  type SettingValues,
} from '../settings/setting-list.js';
import type { SettingState } from '../settings/settings.service.js';

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
  /** What it is now; a secret is never shown and null. */
  @ApiProperty({ ...VALUE, nullable: true } as object)
  value: SettingValue | null;
  @ApiProperty(VALUE as object)
  default: SettingValue;
  /** What it does. */
  description: string;
  /** Somebody has given it a value, or the environment has. */
  isSet: boolean;
  /** The variable of the environment that decides it, whatever is sent here; null: none does. @example PUBLIC_URL */
  environment: string | null;
  /** Whether it can be written only. */
  secret: boolean;
}

export class SettingListDto {
  items: SettingDto[];
}

const described = [...SETTING_NAMES.map((name) => [name, name] as const), ...Object.entries(SETTING_ALIASES)];

/** The body of a change: values by name. */
export const SETTING_CHANGES = {
  schema: {
    type: 'object',
    properties: Object.fromEntries(
      described.map(([given, name]) => [
        given,
        {
          ...VALUE,
          description: given === name ? SETTINGS[name].description : `Flicket's name of \`${name}\`.`,
        },
      ]),
    ),
    additionalProperties: false,
    example: { ticket_file_size: 5, ticket_file_type: ['jpg', 'png', 'pdf'] },
  },
} as object;

export const toSettingListDto = (states: readonly SettingState[]): SettingListDto => ({
  items: states.map(({ name, value, isSet, environment }) => {
    const secret = definitionOfSetting(name).secret === true;
    return {
      name,
      value: secret ? null : value,
      default: SETTINGS[name].default,
      description: SETTINGS[name].description,
      isSet,
      environment,
      secret,
    };
  }),
});
