import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/common/errors.js';
import { receiveForm, type FileSink, type Form, type FormLimits } from '../../../src/http/multipart.js';

const MIB = 1_048_576;
const LIMITS: FormLimits = { files: 3, fields: 4, fieldBytes: 1_000, totalBytes: 40 * MIB };

/** Keeps staged files in a list; a discarded one is taken off it. */
class MemorySink implements FileSink<Buffer> {
  readonly kept: Buffer[] = [];
  failure: Error | undefined;

  async stage(content: Readable): Promise<Buffer> {
    if (this.failure) throw this.failure;
    const staged = await buffer(content);
    this.kept.push(staged);
    return staged;
  }

  async discard(staged: Buffer): Promise<void> {
    this.kept.splice(this.kept.indexOf(staged), 1);
  }
}

describe('a multipart form', () => {
  let server: FastifyInstance;
  let port: number;
  let sink: MemorySink | undefined;
  /** What a test wants instead of the plain receiving. */
  let receive: (request: FastifyRequest) => Promise<unknown>;
  let failures: unknown[];

  beforeAll(async () => {
    server = fastify({ bodyLimit: 1_000, forceCloseConnections: true });
    await server.register(multipart);
    server.post('/', async (request, reply) => {
      try {
        return await receive(request);
      } catch (error) {
        failures.push(error);
        const known = error instanceof AppError;
        return reply
          .status(known ? (error.more.status ?? 422) : 500)
          .send({ code: known ? error.code : 'bug' });
      }
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  function expectForm(limits: Partial<FormLimits> = {}, to: MemorySink | undefined = new MemorySink()): void {
    sink = to;
    failures = [];
    receive = async (request) => {
      const { fields, files } = await receiveForm(request, { ...LIMITS, ...limits }, sink);
      return { fields, files: files.map((file) => ({ ...file, staged: file.staged.toString() })) };
    };
  }

  interface Answer {
    status: number;
    body: Partial<Form<string>> & { code?: string };
  }

  async function post(body: FormData | Buffer<ArrayBuffer>, type?: string): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body,
      headers: type ? { 'content-type': type } : {},
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  function form(
    ...parts: [field: string, value: string | { name: string; content: string | Buffer<ArrayBuffer> }][]
  ): FormData {
    const data = new FormData();
    for (const [field, value] of parts) {
      if (typeof value === 'string') data.append(field, value);
      else data.append(field, new Blob([value.content]), value.name);
    }
    return data;
  }

  const raw = (text: string) =>
    post(Buffer.from(text.replaceAll('\n', '\r\n')), 'multipart/form-data; boundary=b');

  it('gives fields and files in their order, repeated ones included, in UTF-8', async () => {
    expectForm();
    const answer = await post(
      form(
        ['subject', 'Grüße 📎'],
        ['attachment[]', { name: 'Zoë 你好.png', content: 'one' }],
        ['tag', 'a'],
        ['tag', ''],
        ['attachment[]', { name: 'two.txt', content: 'two' }],
      ),
    );
    expect(answer).toEqual({
      status: 200,
      body: {
        fields: [
          ['subject', 'Grüße 📎'],
          ['tag', 'a'],
          ['tag', ''],
        ],
        files: [
          { field: 'attachment[]', name: 'Zoë 你好.png', staged: 'one' },
          { field: 'attachment[]', name: 'two.txt', staged: 'two' },
        ],
      },
    });
  });

  it('takes an empty file input for no file, and goes on to the next', async () => {
    expectForm();
    const answer = await post(
      form(
        ['attachment[]', { name: '', content: '' }],
        ['attachment[]', { name: 'evil.php', content: '<?php' }],
      ),
    );
    expect(answer.body.files).toEqual([{ field: 'attachment[]', name: 'evil.php', staged: '<?php' }]);
    expect(sink!.kept).toHaveLength(1);
  });

  it('takes an empty file with a name, and a content without a name, for files', async () => {
    expectForm();
    const answer = await post(
      form(['a', { name: 'empty.txt', content: '' }], ['b', { name: '', content: 'x' }]),
    );
    expect(answer.body.files).toEqual([
      { field: 'a', name: 'empty.txt', staged: '' },
      { field: 'b', name: '', staged: 'x' },
    ]);
  });

  it('keeps a field that calls itself JSON as text', async () => {
    expectForm();
    const answer = await raw(
      '--b\nContent-Disposition: form-data; name="x"\nContent-Type: application/json\n\n{"a":[1]}\n--b--\n',
    );
    expect(answer.body.fields).toEqual([['x', '{"a":[1]}']]);
  });

  it('reads past files when nobody wants them', async () => {
    expectForm({});
    sink = undefined;
    const answer = await post(
      form(['attachment[]', { name: 'a', content: Buffer.alloc(300_000) }], ['x', '1']),
    );
    expect(answer.body).toEqual({ fields: [['x', '1']], files: [] });
  });

  describe('is refused, and nothing staged stays behind,', () => {
    afterEach(() => {
      if (sink?.kept.length) throw new Error('A staged file stayed behind.');
    });

    const file = { name: 'a.png', content: 'x' };
    it.each<[string, FormData]>([
      ['with too many files', form(['f', file], ['f', file], ['f', file], ['f', file])],
      ['with too many fields', form(['f', file], ...'12345'.split('').map((n): [string, string] => [n, n]))],
      ['with too long a field', form(['f', file], ['body', 'x'.repeat(1_001)])],
    ])('%s', async (_, body) => {
      expectForm();
      expect(await post(body)).toEqual({ status: 413, body: { code: 'request.too_large' } });
    });

    const part = '--b\nContent-Disposition: form-data; name="f"; filename="a.png"\n\nx\n';
    it.each<[string, string]>([
      ['without an end', part],
      ['without an end in a second file', `${part}${part.slice(0, -2)}`],
      ['without an end in a field', `${part}--b\nContent-Disposition: form-data; name="x"\n\nhalf`],
      ['with a part without a name', `${part}--b\nContent-Disposition: form-data\n\nx\n--b--\n`],
      [
        'with a field named like something every object has',
        `${part}--b\nContent-Disposition: form-data; name="__proto__"\n\nx\n--b--\n`,
      ],
      ['without parts', 'nothing of the kind'],
    ])('%s', async (_, body) => {
      expectForm();
      expect(await raw(body)).toEqual({ status: 400, body: { code: 'request.malformed_multipart' } });
    });

    it('without a boundary', async () => {
      expectForm();
      expect((await post(Buffer.from('x'), 'multipart/form-data')).body.code).toBe(
        'request.malformed_multipart',
      );
    });

    it('when it is no form at all', async () => {
      expectForm();
      expect(await post(Buffer.from('{}'), 'application/json')).toEqual({
        status: 415,
        body: { code: 'request.unsupported_media_type' },
      });
    });

    it('when the storage fails, with the failure itself, after the client has sent everything', async () => {
      expectForm();
      sink!.failure = new Error('disk full');
      const answer = await post(form(['f', { name: 'a', content: Buffer.alloc(8 * MIB) }], ['f', file]));
      expect(answer).toEqual({ status: 500, body: { code: 'bug' } });
      expect(failures).toEqual([sink!.failure]);
    });

    it('when it announces more than may come', async () => {
      expectForm({ totalBytes: 100_000 });
      const answer = await send(`Content-Length: 200000\r\n`, '--b\r\n');
      expect(answer).toMatch(/^HTTP\/1.1 413 .*request\.too_large/s);
    });

    it('when it goes on for ever: the sender is cut off', async () => {
      expectForm({ totalBytes: 100_000 });
      const socket = await begin('Transfer-Encoding: chunked\r\n');
      const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
      socket.write(chunk('--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'));
      const ended = new Promise((resolve) => socket.once('close', resolve));
      while (!socket.destroyed) {
        socket.write(chunk('x'.repeat(20_000)));
        await setTimeout(2);
      }
      await ended;
      expect(failures).toMatchObject([{ code: 'request.malformed_multipart' }]);
    });

    it('when the sender goes away in the middle of a file', async () => {
      expectForm();
      const head = `${part}--b\nContent-Disposition: form-data; name="f"; filename="b.png"\n\nhalf`;
      const socket = await begin('Content-Length: 5000\r\n');
      socket.write(head.replaceAll('\n', '\r\n'));
      await expect.poll(() => sink!.kept.length).toBe(1);
      socket.destroy();
      await expect.poll(() => failures.length).toBe(1);
      expect(failures[0]).toMatchObject({ code: 'request.malformed_multipart' });
    });
  });

  it('is read no faster than its files are written', async () => {
    expectForm();
    let readAhead = Infinity;
    receive = async (request) => {
      const slow: FileSink<number> = {
        async stage(content) {
          let size = 0;
          for await (const chunk of content) {
            if (size === 0) {
              await setTimeout(200);
              readAhead = request.raw.socket.bytesRead;
            }
            size += (chunk as Buffer).length;
          }
          return size;
        },
        discard: async () => undefined,
      };
      const { files } = await receiveForm(request, LIMITS, slow);
      return files.map(({ staged }) => staged);
    };
    const answer = await post(form(['f', { name: 'a', content: Buffer.alloc(20 * MIB) }]));
    expect(answer.body).toEqual([20 * MIB]);
    expect(readAhead).toBeLessThan(2 * MIB);
  });

  async function begin(headers: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n${headers}\r\n`,
    );
    return socket;
  }

  async function send(headers: string, body: string): Promise<string> {
    const socket = await begin(headers);
    socket.write(body);
    return new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
  }
});
