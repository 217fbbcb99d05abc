import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { LOCALES, type Locale } from '../common/locales.js';

export const DEPARTMENT_LOCALES = LOCALES;
export type DepartmentLocale = Locale;

/** Of each list of addresses. */
export const CC_MAX = 20;
export const ESCALATE_DAYS_MAX = 3_650;

/** Mostly there is nobody: the column is null then. */
const ADDRESSES = {
  to: (list: readonly string[] | undefined): string | null => (list?.length ? JSON.stringify(list) : null),
  from: (text: string | null): string[] => (text === null ? [] : (JSON.parse(text) as string[])),
};

/** Where tickets go. A private one takes no tickets from the public and is not shown to it. */
@Entity('departments')
@Index('ux_departments__slug', ['slug'], { unique: true })
export class Department {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 500 })
  name: string;

  /** Made from the name when the department is made, and never changed: addresses and programs hold it. */
  @Column({ type: 'varchar', length: 50, default: '' })
  slug: string;

  @Column({ type: 'boolean' })
  private: boolean;

  /** Whether anybody may open tickets in it without signing in; never in a private one. */
  @Column({ type: 'boolean', default: false })
  publicSubmission: boolean;

  /** Whether mails to it open tickets; answers to its mails are taken all the same. */
  @Column({ type: 'boolean', default: true })
  emailSubmission: boolean;

  /** Language of the mails about its tickets; null: that of the desk. */
  @Column({ type: 'varchar', length: 5, nullable: true })
  locale: DepartmentLocale | null;

  /** The desk's own people who hear of each new ticket. */
  @Column({ type: 'text', nullable: true, transformer: ADDRESSES })
  newTicketCc: string[];

  /** The desk's own people who hear of all that happens to its tickets, notes included. */
  @Column({ type: 'text', nullable: true, transformer: ADDRESSES })
  updatedTicketCc: string[];

  /** Who gets its new tickets, unless somebody else does; taken away with the account. */
  @Column({ type: 'int', nullable: true })
  defaultAssigneeId: number | null;

  /** Days without movement after which a ticket is escalated; null: never. */
  @Column({ type: 'int', nullable: true })
  escalateDays: number | null;

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
