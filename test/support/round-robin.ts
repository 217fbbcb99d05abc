import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface RoundRobin {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** How many connections each server had. */
  turns: readonly number[];
  close: () => Promise<void>;
}

/** A proxy that gives connections to servers in turn, byte for byte: who opens one a request is answered by another each time. */
export async function roundRobin(urls: readonly string[]): Promise<RoundRobin> {
  const ports = urls.map((url) => Number(new URL(url).port));
  const turns = ports.map(() => 0);
  const sockets = new Set<Socket>();
  let turn = 0;
  // Half open: a client that has said all waits for its answer.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const at = turn++ % ports.length;
    turns[at]! += 1;
    const upstream = connect({ port: ports[at]!, host: '127.0.0.1', allowHalfOpen: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        // What broke off breaks off at the other side too; what ended has been passed on as an end.
        if (!one.readableEnded) other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, turns, close };
}
