import { createInterface, type Interface } from 'node:readline';

/** Asks on the terminal; answers may come from a file as well, a line each. */
export class Questions {
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string>;

  constructor() {
    this.lines = createInterface({ input: process.stdin });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** The answer without blanks around it; `otherwise` for an empty one. */
  async ask(question: string, otherwise = ''): Promise<string> {
    process.stdout.write(`${question}${otherwise && ` [${otherwise}]`}: `);
    const { value, done } = await this.answers.next();
    if (process.stdin.isTTY !== true) process.stdout.write('\n');
    return (done ? '' : value.trim()) || otherwise;
  }

  close(): void {
    this.lines.close();
  }
}
