import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Department } from './department.entity.js';

/** A department's finer drawer. */
@Entity('categories')
@Index('ix_categories__departmentId', ['departmentId'])
export class Category {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  @ForeignKey(() => Department, { name: 'fk_categories__departmentId', onDelete: 'CASCADE' })
  departmentId: number;

  @Column({ type: 'varchar', length: 500 })
  name: string;

  /** Place in lists, ascending; ties are ordered by id. */
  @Column({ type: 'int' })
  position: number;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
