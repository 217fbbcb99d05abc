import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { receiveFrames, sendMail } from './mail-wire.js';

async function read(socket: Readable): Promise<string[]> {
  const frames: string[] = [];
  for await (const frame of receiveFrames(socket)) frames.push(frame.toString());
  return frames;
}

describe('a mail on the mail socket', () => {
  it('arrives after what it brings along, however it is cut on the way', async () => {
    const sent = new PassThrough();
    await sendMail(
      sent,
      { mailbox: 'help@example.com' },
      Readable.from([Buffer.from('one'), Buffer.from('two')]),
    );
    const bytes = sent.read() as Buffer;
    for (const size of [1, 3, bytes.length]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      expect(await read(Readable.from(pieces))).toEqual(['{"mailbox":"help@example.com"}', 'one', 'two']);
    }
  });

  it('is no mail when its sender goes away half-way', async () => {
    const sent = new PassThrough();
    await sendMail(sent, {}, Readable.from([Buffer.from('one')]));
    const bytes = sent.read() as Buffer;
    for (const end of [bytes.length - 1, bytes.length - 4, 8, 0])
      await expect(read(Readable.from([bytes.subarray(0, end)]))).rejects.toThrow(
        'before the mail had ended',
      );
  });

  it('has no frame that would fill the memory', async () => {
    await expect(read(Readable.from([Buffer.from('7fffffff', 'hex')]))).rejects.toThrow('longer than');
  });
});
