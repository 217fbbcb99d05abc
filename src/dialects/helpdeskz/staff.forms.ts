import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../../settings/settings.service.js';
import { SignInService, type SignInResult } from '../../staff-auth/sign-in.service.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import { requireAll } from './fields.js';
import { HelpdeskzRefusal } from './helpdeskz.errors.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import {
  succeeded,
  staffShape,
  type MessageOnlyShape,
  type StaffDataShape,
  type StaffListShape,
} from './helpdeskz.shapes.js';
import { idOf, isFilled } from './php.js';

/** What the endpoints of staff are told, and their answers. */
@Injectable()
export class StaffForms {
  constructor(
    private readonly staff: StaffService,
    private readonly signIns: SignInService,
    private readonly settings: SettingsService,
  ) {}

  /** All accounts, also disabled ones; with `username` the one that has it. */
  async list(form: HelpdeskzForm): Promise<StaffListShape> {
    const username = form.text('username');
    if (!username) return { success: 1, users: (await this.staff.all()).map(staffShape) };
    const staff = await this.staff.findByUsername(username);
    return { success: 1, users: staff ? [staffShape(staff)] : [] };
  }

  async show(id: string): Promise<StaffDataShape> {
    if (!/^[+-]?\d+$/.test(id)) throw new HelpdeskzRefusal('Invalid Staff ID.');
    const staff = await this.staff.findById(idOf(id) ?? 0);
    if (!staff) throw new HelpdeskzRefusal('Staff ID not found.');
    return { success: 1, staff_data: staffShape(staff) };
  }

  /** Verifies credentials and nothing more: no token, no session. Failures count against `ip_address`. */
  async authenticate(form: HelpdeskzForm): Promise<MessageOnlyShape> {
    const username = form.text('username');
    const password = form.text('password');
    const address = form.text('ip_address');
    await requireAll(
      checkUsername(username),
      isFilled(password) ? undefined : 'Password is missing.',
      checkAddress(address),
    );
    const code = form.text('two_factor');
    const result = await this.signIns.verify({
      username: username!,
      password: password!,
      ...(isFilled(code) && { code }),
      address: address!,
      door: 'helpdeskz',
    });
    const refusal = this.refusalOf(result);
    if (refusal) throw new HelpdeskzRefusal(refusal);
    return succeeded('You have been logged in.');
  }

  private refusalOf(result: SignInResult): string | undefined {
    switch (result.outcome) {
      case 'ok':
        return undefined;
      case 'locked':
        return `Login locked for ${this.settings.get('login_attempt_minutes')} minutes.${attemptOf(result)}`;
      case 'wrong_credentials':
        return `Invalid username or password.${attemptOf(result)}`;
      case 'wrong_code':
        return `Two-Factor authentication failed.${attemptOf(result)}`;
      case 'inactive':
        return 'Account is locked.';
      case 'code_missing':
        return 'Two-Factor code is missing.';
    }
  }
}

/** Absent while the lock-out is switched off. */
const attemptOf = ({ attempts, max }: { attempts: number; max: number }): string =>
  max > 0 ? ` (attempt: ${attempts} of ${max})` : '';

function checkUsername(username: string | undefined): string | undefined {
  // An untranslated key in HelpDeskZ, and so what clients know.
  if (!isFilled(username)) return 'Api.error.usernameMissing.';
  return /^[\w-]+$/.test(username) ? undefined : 'Invalid username.';
}

function checkAddress(address: string | undefined): string | undefined {
  if (!isFilled(address)) return 'IP address is missing.';
  // Node takes a zone (`fe80::1%eth0`) for part of the address; it names an interface of whoever wrote it.
  return isIP(address) && !address.includes('%') ? undefined : 'IP address is not valid.';
}
