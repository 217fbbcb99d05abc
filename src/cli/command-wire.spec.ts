import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { receive, send } from './command-wire.js';

async function received(chunks: (string | Buffer)[], maxBytes = 100): Promise<unknown[]> {
  const messages: unknown[] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk as string)));
  for await (const message of receive(stream, maxBytes)) messages.push(message);
  return messages;
}

describe('messages on the command socket', () => {
  it('arrive as they were sent, line breaks and emoji included', async () => {
    const stream = new PassThrough();
    send(stream, { note: 'two\nlines 🎈' });
    send(stream, { exit: 3 });
    stream.end();
    const messages = [];
    for await (const message of receive(stream, 100)) messages.push(message);
    expect(messages).toEqual([{ note: 'two\nlines 🎈' }, { exit: 3 }]);
  });

  it('arrive whole however they are cut, in the middle of a letter too', async () => {
    const bytes = Buffer.from('{"line":"é"}\n{"exit":0}\n');
    const cut = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect(await received(cut)).toEqual([{ line: 'é' }, { exit: 0 }]);
    expect(await received([bytes])).toEqual([{ line: 'é' }, { exit: 0 }]);
  });

  it('are refused when they are too long, before they are complete', async () => {
    await expect(received(['"', 'x'.repeat(60), 'x'.repeat(60)])).rejects.toThrow(
      'A message is longer than 100 bytes.',
    );
    await expect(received([`"${'x'.repeat(120)}"\n`])).rejects.toThrow('A message is longer than 100 bytes.');
  });

  it('are left out when they do not end', async () => {
    expect(await received(['{"exit":0}\n{"exit"'])).toEqual([{ exit: 0 }]);
  });
});
