import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Where tickets go. A private one takes no tickets from the public and is not shown to it. */
@Entity('departments')
export class Department {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 500 })
  name: string;

  @Column({ type: 'boolean' })
  private: boolean;

  /** Whether anybody may open tickets in it without signing in; never in a private one. */
  @Column({ type: 'boolean', default: false })
  publicSubmission: boolean;

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
