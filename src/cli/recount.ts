import type { INestApplicationContext } from '@nestjs/common';
import type { StaffCount } from '../staff-auth/staff-counts.js';
import { StaffRecountsService } from '../tickets/staff-recounts.service.js';
import type { Output } from './output.js';

/** Says each count that was wrong. */
export async function recountStaff(
  app: INestApplicationContext,
  { count }: { count: StaffCount },
  out: Output,
): Promise<void> {
  const wrong = await app.get(StaffRecountsService, { strict: false }).recount(count);
  for (const { username, from, to } of wrong) out.line(`${username}: ${from} -> ${to}`);
  if (!wrong.length) out.say('recount.nothing');
}
