import type { INestApplicationContext } from '@nestjs/common';
import { exportUsers, importUsers } from './accounts.js';
import { createApiToken } from './api-token-create.js';
import { backup } from './backup.js';
import { oweOutstandingMails, sendTestMail } from './desk-mails.js';
import { explain } from './failure.js';
import { load } from './load.js';
import { rebuildReports } from './reports.js';
import { pollMailboxes, reprocessMails, showOutbox } from './mail.js';
import type { Output } from './output.js';
import { recountStaff } from './recount.js';
import { reindex } from './reindex.js';
import { seed } from './seed.js';
import { setUp } from './set-up.js';
import { createStaff } from './staff-create.js';
import { resetStaffPassword, resetStaffTwoFactor } from './staff-rescue.js';

export type Command<Input> = (app: INestApplicationContext, input: Input, out: Output) => Promise<void>;

/** The commands that need a desk, running or not, by the name they have on the command socket. */
export const COMMANDS = {
  createStaff,
  resetStaffPassword,
  resetStaffTwoFactor,
  createApiToken,
  load,
  seed,
  pollMailboxes,
  reprocessMails,
  showOutbox,
  backup,
  reindex,
  rebuildReports,
  exportUsers,
  importUsers,
  recountStaff,
  setUp,
  sendTestMail,
  oweOutstandingMails,
};

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<N extends CommandName> = Parameters<(typeof COMMANDS)[N]>[1];

/** Runs a command on an open desk; returns its exit code and never throws. */
export async function perform<N extends CommandName>(
  app: INestApplicationContext,
  name: N,
  input: CommandInput<N>,
  out: Output,
): Promise<number> {
  try {
    const command = COMMANDS[name] as Command<CommandInput<N>>;
    await command(app, input, out);
    return 0;
  } catch (error) {
    out.note(explain(error, out.locale));
    return 1;
  }
}
