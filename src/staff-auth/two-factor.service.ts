import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI } from 'otplib/functional';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { affected, insertRows } from '../database/rows.js';
import { EventsService } from '../events/events.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TwoFactorActive, TwoFactorMissing } from './auth.errors.js';
import type { Session } from './current-session.decorator.js';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recovery-codes.js';
import { SecretBox } from './secret-box.js';
import { SessionsService } from './sessions.service.js';
import { Staff } from './staff.entity.js';
import { StaffNotFound } from './staff.errors.js';
import { spendStep, totpStepOf } from './totp.js';

type QrCode = typeof import('qrcode');

const require = createRequire(import.meta.url);

/** What an authenticator app needs: as text, as an address it opens, and as pictures of that. */
export interface TwoFactorSetUp {
  /** Base32. */
  secret: string;
  otpauthUrl: string;
  qrSvg: string;
  /** A `data:` URL. */
  qrPng: string;
}

/** Puts a second factor on accounts and takes it off again. Who may, the callers have found out. */
@Injectable()
export class TwoFactorService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly events: EventsService,
    private readonly sessions: SessionsService,
    private readonly settings: SettingsService,
  ) {}

  /** A new secret, which waits for its first code; an earlier one that waited is none any more. @throws TwoFactorActive */
  async setUp(staffId: number): Promise<TwoFactorSetUp> {
    const secret = generateSecret();
    const staff = await this.get(staffId);
    await this.database.transaction(async (tx) => {
      const result: unknown = await tx.query(
        'update staff set twoFactorPending = ? where id = ? and twoFactorSecret is null',
        [this.box.seal(secret), staffId],
      );
      if (!affected(result)) throw new TwoFactorActive();
    });
    const issuer = this.settings.get('site_name').replaceAll(':', ' ').trim() || 'Switchdesk';
    const otpauthUrl = generateURI({ issuer, label: staff.username, secret });
    return { secret, otpauthUrl, ...(await picturesOf(otpauthUrl)) };
  }

  /**
   * Switches on what was set up; other sessions, begun without it, end. Undefined: the code is wrong.
   * @returns the recovery codes, this once
   * @throws TwoFactorActive, TwoFactorMissing
   */
  async enable({ actor, familyId }: Session, code: string): Promise<string[] | undefined> {
    const { twoFactorSecret, twoFactorPending } = await this.get(actor.id);
    if (twoFactorSecret) throw new TwoFactorActive();
    if (!twoFactorPending) throw new TwoFactorMissing();
    const step = totpStepOf(this.box.open(twoFactorPending), code, this.clock.now());
    if (step === undefined) return undefined;
    return this.database.transaction(async (tx) => {
      const result: unknown = await tx.query(
        `update staff set twoFactorSecret = twoFactorPending, twoFactorPending = null, twoFactorSpent = ?,
         updatedAt = ?, version = version + 1 where id = ? and twoFactorPending = ? and twoFactorSecret is null`,
        [spendStep(null, step), this.clock.now(), actor.id, twoFactorPending],
      );
      if (!affected(result)) throw new TwoFactorMissing();
      await this.sessions.endAllOf(tx, actor, familyId);
      await this.append(tx, 'staff.two_factor_enabled', actor, actor.id);
      return this.giveRecoveryCodes(tx, actor.id);
    });
  }

  /** New recovery codes in place of all earlier ones. @throws TwoFactorMissing */
  async renewRecoveryCodes(actor: Actor & { kind: 'staff' }): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      const result: unknown = await tx.query(
        'update staff set updatedAt = ?, version = version + 1 where id = ? and twoFactorSecret is not null',
        [this.clock.now(), actor.id],
      );
      if (!affected(result)) throw new TwoFactorMissing();
      await this.append(tx, 'staff.recovery_codes_renewed', actor, actor.id);
      return this.giveRecoveryCodes(tx, actor.id);
    });
  }

  /** Takes one's own second factor off; the session goes on, the others end. */
  async disable({ actor, familyId }: Session): Promise<void> {
    await this.database.transaction((tx) => this.remove(tx, actor, actor.id, familyId));
  }

  /** Takes the second factor off an account whose owner has lost it; all its sessions end. @throws StaffNotFound */
  async reset(actor: Actor, staffId: number): Promise<void> {
    await this.get(staffId);
    await this.database.transaction((tx) => this.remove(tx, actor, staffId));
  }

  private async remove(tx: Tx, actor: Actor, staffId: number, exceptFamilyId?: string): Promise<void> {
    await tx.query(
      `update staff set twoFactorSecret = null, twoFactorPending = null, twoFactorSpent = null,
       updatedAt = ?, version = version + 1 where id = ?`,
      [this.clock.now(), staffId],
    );
    await tx.query('delete from recovery_codes where staffId = ?', [staffId]);
    await this.sessions.endAllOf(tx, { kind: 'staff', id: staffId }, exceptFamilyId);
    await this.append(tx, 'staff.two_factor_disabled', actor, staffId);
  }

  private async giveRecoveryCodes(tx: Tx, staffId: number): Promise<string[]> {
    const codes = newRecoveryCodes();
    await tx.query('delete from recovery_codes where staffId = ?', [staffId]);
    const rows = codes.map((code) => ({ staffId, codeHash: recoveryCodeHash(readRecoveryCode(code)!) }));
    await insertRows(tx, 'recovery_codes', rows);
    return codes;
  }

  private async get(id: number): Promise<Staff> {
    const staff = await this.database.repository(Staff).findOneBy({ id });
    if (!staff) throw new StaffNotFound();
    return staff;
  }

  private append(tx: Tx, type: string, actor: Actor, staffId: number): Promise<void> {
    return this.events.append(tx, { type, resource: 'staff', resourceId: staffId, actor: authorOf(actor) });
  }
}

/** Few ever ask for it: loaded then. */
async function picturesOf(text: string): Promise<{ qrSvg: string; qrPng: string }> {
  const qrCode = require('qrcode') as QrCode;
  const [qrSvg, qrPng] = await Promise.all([
    qrCode.toString(text, { type: 'svg' }),
    qrCode.toDataURL(text, { type: 'image/png' }),
  ]);
  return { qrSvg, qrPng };
}
