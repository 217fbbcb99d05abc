import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { validationPipe } from '../http/validation.js';
import { StaffCreateDto } from '../staff-auth/staff.dto.js';
import { StaffService } from '../staff-auth/staff.service.js';
import type { Output } from './output.js';

/** As typed; checked by the rules of the API. */
export interface StaffCreateInput {
  username: string;
  fullName: string;
  email: string;
  role: string;
  /** Absent: one is made and shown, this once. */
  password?: string;
}

/** @throws InvalidInput, UsernameTaken, StaffEmailTaken */
export async function createStaff(
  app: INestApplicationContext,
  input: StaffCreateInput,
  out: Output,
): Promise<void> {
  const password = input.password ?? randomBytes(15).toString('base64url');
  const account: StaffCreateDto = await validationPipe().transform(
    { ...input, password },
    { type: 'body', metatype: StaffCreateDto },
  );
  const staff = await app.get(StaffService, { strict: false }).create(SYSTEM, account);
  out.say('staff.created', { role: staff.role, username: staff.username, id: staff.id });
  if (input.password === undefined) out.say('password', { password });
}
