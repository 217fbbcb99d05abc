import { connect } from 'node:net';

/*
 * The load generator, a process of its own: a few connections, each of which sends its next request as soon as the
 * last one is answered. Bare sockets, because beside a server on two cores every other client is a large part of what
 * one measures.
 */

process.on('message', async (order) => {
  process.send(await run(order));
});

async function run({ port, request, ids, seconds, connections }) {
  const end = performance.now() + seconds * 1000;
  const start = performance.now();
  const latencies = [];
  await Promise.all(
    Array.from({ length: connections }, (_, at) =>
      converse(port, () => toWire(request, ids, at), end, latencies),
    ),
  );
  const elapsed = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const percentile = (share) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    count: latencies.length,
    perSecond: latencies.length / elapsed,
    p50: percentile(0.5),
    p99: percentile(0.99),
  };
}

let turn = 0;

function toWire({ method, path, type, body, authorization }, ids) {
  turn = (turn * 1103515245 + 12345) & 0x7fffffff;
  const id = 1 + (turn % ids);
  const head = `${method} ${path.replace(':id', String(id))} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\n`;
  return body
    ? `${head}content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    : `${head}\r\n`;
}

function converse(port, next, end, latencies) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentAt = 0;
    let pending = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(next());
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      pending += chunk;
      const bodyAt = pending.indexOf('\r\n\r\n') + 4;
      if (bodyAt < 4) return;
      const head = pending.slice(0, bodyAt);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
      if (pending.length < bodyAt + length) return;
      if (!/^HTTP\/1\.1 20[01]/.test(head)) return void reject(new Error(pending.slice(0, 2000)));
      pending = '';
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < end) send();
      else socket.end(resolve);
    });
  });
}
