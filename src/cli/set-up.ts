import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { isEmailAddress } from '../common/email-address.js';
import { InvalidInput } from '../common/errors.js';
import { Config } from '../config/config.js';
import { SettingsAdminService } from '../staff-auth/settings-admin.service.js';
import { StaffImportService } from '../staff-auth/staff-import.service.js';
import { StaffService } from '../staff-auth/staff.service.js';
import type { Output } from './output.js';

export interface SetUpInput {
  email?: string;
  /** Absent: that of ADMIN_PASSWORD, or one is made and shown, this once. */
  password?: string;
  baseUrl?: string;
}

const PASSWORD_MIN = 6;

/**
 * The first administrator and the address of the desk, as far as they are not there yet.
 * @throws InvalidInput
 */
export async function setUp(
  app: INestApplicationContext,
  { email, password, baseUrl }: SetUpInput,
  out: Output,
): Promise<void> {
  if (email !== undefined && !isEmailAddress(email))
    throw InvalidInput.field('email', 'malformed.email', { email });
  if (password !== undefined && password.length < PASSWORD_MIN)
    throw InvalidInput.field('password', 'too_short.password', { least: PASSWORD_MIN });
  if (baseUrl !== undefined) {
    await app.get(SettingsAdminService, { strict: false }).change(SYSTEM, { base_url: baseUrl });
    out.say('set-up.reached', { baseUrl });
  }
  await addAdministrator(app, email, password, out);
}

async function addAdministrator(
  app: INestApplicationContext,
  email: string | undefined,
  password: string | undefined,
  out: Output,
): Promise<void> {
  const given = password ?? app.get(Config).adminPassword;
  const imports = app.get(StaffImportService, { strict: false });
  const first = await imports.createFirstAdministrator(given);
  if (!first) {
    out.say('set-up.there');
    return;
  }
  out.say('first_administrator', { username: first.username });
  if (given === undefined) out.say('password', { password: first.password });
  if (email === undefined) return;
  const staff = app.get(StaffService, { strict: false });
  const { id } = (await staff.findByUsername(first.username))!;
  await staff.update(SYSTEM, id, { email });
}
