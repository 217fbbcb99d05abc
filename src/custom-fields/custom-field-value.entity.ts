import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CustomField } from './custom-field.entity.js';

/** What a ticket has in a field; of a list of several choices one row each. The ticket is known by its id. */
@Entity('custom_field_values')
@Index('ix_custom_field_values__fieldId_matchKey_ticketId', ['fieldId', 'matchKey', 'ticketId'])
export class CustomFieldValue {
  @PrimaryColumn({ type: 'int' })
  @ForeignKey('tickets', { name: 'fk_custom_field_values__ticketId', onDelete: 'CASCADE' })
  ticketId: number;

  @PrimaryColumn({ type: 'int' })
  @ForeignKey(() => CustomField, { name: 'fk_custom_field_values__fieldId', onDelete: 'CASCADE' })
  fieldId: number;

  @PrimaryColumn({ type: 'int' })
  position: number;

  /** In the one form of its type. */
  @Column({ type: 'text' })
  value: string;

  /** What equal values share. */
  @Column({ type: 'varchar', length: 190 })
  matchKey: string;
}
