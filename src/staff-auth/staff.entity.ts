import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../common/actor.js';
import type { Locale } from '../common/locales.js';
import type { StaffNotification } from '../common/staff-notifications.js';

const JSON_LIST = {
  to: (list?: StaffNotification[] | null): string | null => (list ? JSON.stringify(list) : null),
  from: (text: string | null): StaffNotification[] | null =>
    text === null ? null : (JSON.parse(text) as StaffNotification[]),
};

/** Who answers. */
@Entity('staff')
@Index('ux_staff__usernameKey', ['usernameKey'], { unique: true })
@Index('ux_staff__emailKey', ['emailKey'], { unique: true })
export class Staff {
  @PrimaryGeneratedColumn()
  id: number;

  /** As typed; compared by `usernameKey`. */
  @Column({ type: 'varchar', length: 190 })
  username: string;

  @Column({ type: 'varchar', length: 190 })
  usernameKey: string;

  /** argon2id, or an imported bcrypt or SHA-1 hash until the next sign-in; null: no password fits. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  passwordHash: string | null;

  @Column({ type: 'varchar', length: 500 })
  fullName: string;

  /** As typed; compared by `emailKey`. The first administrator begins without one. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  email: string | null;

  @Column({ type: 'varchar', length: 320, nullable: true })
  emailKey: string | null;

  @Column({ type: 'varchar', length: 20 })
  role: Role;

  /** A disabled account is refused at every door. */
  @Column({ type: 'boolean' })
  active: boolean;

  /** Base32, sealed by the SecretBox; null: no second factor. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  twoFactorSecret: string | null;

  /** Sealed as well: a secret that waits for its first code. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  twoFactorPending: string | null;

  /** Which one-time codes were used: see `spendStep`. */
  @Column({ type: 'int', nullable: true })
  twoFactorSpent: number | null;

  /** What they want to hear of by mail; null: what the desk's setting says. */
  @Column({ type: 'varchar', length: 500, nullable: true, transformer: JSON_LIST })
  notifications: StaffNotification[] | null;

  /** What they are, in their own words. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  jobTitle: string | null;

  /** The content of their picture (`AvatarsService`), in its two sizes. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  avatarLarge: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  avatarSmall: string | null;

  /** The language of mails to them; null: that of the desk. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  locale: Locale | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  signedInAt: Date | null;

  /** The sign-in before the last one; the first one itself where there was no other. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  previousSignInAt: Date | null;

  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ type: 'int' })
  version: number;
}
