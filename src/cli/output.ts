import { ENGLISH, type Locale } from '../common/locales.js';
import { translate, type CommandKey, type TextValues } from '../common/texts.js';
import { terminalLocale } from '../config/terminal-locale.js';

/** Where lines go: standard output, and what is said beside it. */
interface Streams {
  line(text: string): void;
  note(text: string): void;
}

/** Where a command speaks, and in which language: the terminal, or a client of the command socket. */
export class Output {
  constructor(
    private readonly streams: Streams,
    readonly locale: Locale = ENGLISH,
  ) {}

  /** The answer, as it is: standard output. */
  line(text: string): void {
    this.streams.line(text);
  }

  /** Beside it, as it is: standard error. */
  note(text: string): void {
    this.streams.note(text);
  }

  /** The answer in words. */
  say(key: CommandKey, values?: TextValues): void {
    this.line(this.words(key, values));
  }

  /** Words beside it. */
  tell(key: CommandKey, values?: TextValues): void {
    this.note(this.words(key, values));
  }

  words(key: CommandKey, values?: TextValues): string {
    return translate(this.locale, { key: `commands/${key}`, values });
  }
}

export const TERMINAL = new Output(
  {
    line: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  },
  terminalLocale(),
);
