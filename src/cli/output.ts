/** Where a command speaks: the terminal, or a client of the command socket. */
export interface Output {
  /** The answer: standard output. */
  line(text: string): void;
  /** What is said beside it: standard error. */
  note(text: string): void;
}

export const TERMINAL: Output = {
  line: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};
