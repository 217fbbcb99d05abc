import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { StaffNotFound } from '../staff-auth/staff.errors.js';
import { StaffService, type StaffMember } from '../staff-auth/staff.service.js';
import { TwoFactorService } from '../staff-auth/two-factor.service.js';
import type { Output } from './output.js';

/** For who has lost the way in: whoever may run commands on the desk owns it anyway. */
interface StaffInput {
  username: string;
}

/** Gives the account a new password, shown this once, and ends its sessions. @throws StaffNotFound */
export async function resetStaffPassword(
  app: INestApplicationContext,
  { username }: StaffInput,
  out: Output,
): Promise<void> {
  const staff = await find(app, username);
  const password = randomBytes(15).toString('base64url');
  await app.get(StaffService, { strict: false }).update(SYSTEM, staff.id, { password });
  out.say('staff.new_password', { username: staff.username, password });
  if (!staff.active) out.tell('staff.disabled');
}

/** Takes the second factor off the account and ends its sessions. @throws StaffNotFound */
export async function resetStaffTwoFactor(
  app: INestApplicationContext,
  { username }: StaffInput,
  out: Output,
): Promise<void> {
  const staff = await find(app, username);
  await app.get(TwoFactorService, { strict: false }).reset(SYSTEM, staff.id);
  out.say('staff.without_factor', { username: staff.username });
}

async function find(app: INestApplicationContext, username: string): Promise<StaffMember> {
  const staff = await app.get(StaffService, { strict: false }).findByUsername(username);
  if (!staff) throw new StaffNotFound();
  return staff;
}
