import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { FieldType } from './field-values.js';

/** A field that a desk adds to its tickets. */
@Entity('custom_fields')
@Index('ux_custom_fields__name', ['name'], { unique: true })
export class CustomField {
  @PrimaryGeneratedColumn()
  id: number;

  /** What programs know it by; it never changes. */
  @Column({ type: 'varchar', length: 50 })
  name: string;

  @Column({ type: 'varchar', length: 255 })
  label: string;

  @Column({ type: 'text', nullable: true })
  helpText: string | null;

  @Column({ type: 'varchar', length: 20 })
  type: FieldType;

  /** JSON: `[{ value, label }]`, in their order. */
  @Column({ type: 'text' })
  choices: string;

  /** A form offers "nothing" as the first choice. */
  @Column({ type: 'boolean' })
  emptyChoice: boolean;

  @Column({ type: 'int', nullable: true })
  maxLength: number | null;

  @Column({ type: 'int', nullable: true })
  decimalPlaces: number | null;

  /** Place in forms and lists, ascending; ties are ordered by id. */
  @Column({ type: 'int' })
  position: number;

  @Column({ type: 'boolean' })
  required: boolean;

  @Column({ type: 'boolean' })
  staffOnly: boolean;

  /** JSON. */
  @Column({ type: 'text', nullable: true })
  defaultValue: string | null;

  /** In all departments; else in those of `custom_field_departments`, which may all be gone. */
  @Column({ type: 'boolean' })
  everywhere: boolean;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
