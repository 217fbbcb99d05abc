import type { CommandKey, TextValues } from '../../common/texts.js';
import { TERMINAL, type Output } from '../output.js';
import type { CommandInput, CommandName } from '../commands.js';

/** Has a command run where the database is; its exit code becomes that of the process. */
export async function execute<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  out: Output = TERMINAL,
): Promise<void> {
  // Loaded when needed: --help and --version answer without the framework.
  const { runOnDesk } = await import('../desk.js');
  process.exitCode = await runOnDesk(name, input, out);
}

/** In the language of the terminal. */
export const words = (key: CommandKey, values?: TextValues): string => TERMINAL.words(key, values);

export const example = (line: string): string => `\n${words('example')}\n  $ ${line}`;
