import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A way to a local port that can be closed, with all that goes over it, and opened again. */
export class DropPort {
  static async to(target) {
    const way = new DropPort();
    way.target = target;
    way.sockets = new Set();
    way.port = 0;
    await way.open();
    return way;
  }

  async open() {
    this.server = createServer((socket) => {
      const other = connect(this.target, '127.0.0.1');
      for (const [one, another] of [
        [socket, other],
        [other, socket],
      ]) {
        this.sockets.add(one);
        one.on('error', () => another.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          another.destroy();
        });
        one.pipe(another);
      }
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
  }

  close() {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
