/** A body that is no JSON. */
export class UnreadableJson {
  constructor(readonly text: string) {}

  /** What Python says of it. */
  get fault(): string {
    return faultOf(this.text);
  }
}

class Fault extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const BLANKS = /[ \t\n\r]*/y;
const WORDS = /null|true|false|NaN|Infinity|-Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
/** All but the controls below the blank, which JSON wants escaped. */
const QUOTED = /(?:[^"\\\p{Cc}]|[\u007f-\u009f])*/uy;

/** Finds the first fault as Python's `json` does, and words it likewise: clients match the text. */
class PythonReader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): never {
    this.skip(BLANKS);
    this.value();
    this.skip(BLANKS);
    throw new Fault('Extra data', this.at);
  }

  private value(): void {
    const char = this.text[this.at];
    if (char === '{') return this.object();
    if (char === '[') return this.list();
    if (char === '"') return this.quoted();
    const start = this.at;
    if (!this.skip(WORDS)) throw new Fault('Expecting value', start);
  }

  private object(): void {
    this.at++;
    this.skip(BLANKS);
    if (this.takes('}')) return;
    for (;;) {
      if (this.text[this.at] !== '"')
        throw new Fault('Expecting property name enclosed in double quotes', this.at);
      this.quoted();
      this.skip(BLANKS);
      if (!this.takes(':')) throw new Fault("Expecting ':' delimiter", this.at);
      this.skip(BLANKS);
      this.value();
      this.skip(BLANKS);
      if (this.takes('}')) return;
      if (!this.takes(',')) throw new Fault("Expecting ',' delimiter", this.at);
      this.skip(BLANKS);
    }
  }

  private list(): void {
    this.at++;
    this.skip(BLANKS);
    if (this.takes(']')) return;
    for (;;) {
      this.value();
      this.skip(BLANKS);
      if (this.takes(']')) return;
      if (!this.takes(',')) throw new Fault("Expecting ',' delimiter", this.at);
      this.skip(BLANKS);
    }
  }

  private quoted(): void {
    const start = this.at++;
    for (;;) {
      this.skip(QUOTED);
      const char = this.text[this.at];
      if (char === undefined) throw new Fault('Unterminated string starting at', start);
      if (this.takes('"')) return;
      if (char !== '\\') throw new Fault('Invalid control character at', this.at);
      this.escape(start);
    }
  }

  private escape(start: number): void {
    const mark = this.text[this.at + 1];
    if (mark === undefined) throw new Fault('Unterminated string starting at', start);
    if (mark === 'u' && !/^[0-9a-f]{4}$/i.test(this.text.slice(this.at + 2, this.at + 6)))
      throw new Fault('Invalid \\uXXXX escape', this.at + 1);
    if (!'"\\/bfnrtu'.includes(mark)) throw new Fault('Invalid \\escape', this.at);
    this.at += mark === 'u' ? 6 : 2;
  }

  private takes(char: string): boolean {
    const isThere = this.text[this.at] === char;
    if (isThere) this.at++;
    return isThere;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found.length > 0;
  }
}

function faultOf(text: string): string {
  try {
    return new PythonReader(text).read();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, error.at);
    const line = before.split('\n').length;
    const column = error.at - before.lastIndexOf('\n');
    return `${error.message}: line ${line} column ${column} (char ${error.at})`;
  }
}
