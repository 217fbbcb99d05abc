import { ApiProperty } from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import type { Page } from '../common/page.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { PageDto, PageSearchDto } from '../http/page.dto.js';
import { ToInt } from '../http/to-int.decorator.js';
import { FieldChoiceDto } from './custom-field-create.dto.js';
import type { FieldDefinition } from './field-definition.js';
import { FIELD_VALUE } from './field-values.schema.js';
import { FIELD_TYPES, type FieldType, type FieldValue } from './field-values.js';

export class CustomFieldSearchDto extends PageSearchDto {
  /** Only those that tickets of this department have. */
  @MayBeAbsent()
  @ToInt()
  @IsInt()
  departmentId?: number;
}

export class CustomFieldDto {
  id: number;
  /** @example colour */
  name: string;
  /** @example Colour */
  label: string;
  helpText: string | null;
  @ApiProperty({ enum: FIELD_TYPES, enumName: 'FieldType' })
  type: FieldType;
  choices: FieldChoiceDto[];
  emptyChoice: boolean;
  maxLength: number | null;
  decimalPlaces: number | null;
  position: number;
  required: boolean;
  staffOnly: boolean;
  @ApiProperty(FIELD_VALUE)
  defaultValue: FieldValue | null;
  /** Null: all departments. */
  @ApiProperty({ type: [Number], nullable: true })
  departmentIds: number[] | null;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class CustomFieldListDto {
  items: CustomFieldDto[];
  page: PageDto;
}

export const toCustomFieldDto = (field: FieldDefinition): CustomFieldDto => ({ ...field });

export const toCustomFieldListDto = ({ items, page }: Page<FieldDefinition>): CustomFieldListDto => ({
  items: items.map(toCustomFieldDto),
  page,
});
