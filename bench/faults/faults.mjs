import { DropPort } from './drop-port.mjs';

/* What goes wrong, one scene each. A scene delivers all its mails and leaves at least one desk running. */

const BOTH = ['sqlite', 'mariadb'];
const PARTS = 20;

const random = (from, to) => from + Math.random() * (to - from);

/** The mails come in parts, and between them happens what is to happen. */
async function between(scene, times, happen) {
  for (let at = 0; at < times; at++) {
    scene.some(Math.ceil(scene.total / times));
    await happen(at);
  }
  scene.rest();
}

export const FAULTS = [
  {
    name: 'the server is killed',
    flavours: BOTH,
    run: (scene) => killed(scene, 1),
  },
  {
    name: 'two servers are killed in turns',
    flavours: ['mariadb'],
    run: (scene) => killed(scene, 2),
  },
  {
    name: 'two servers, one mailbox',
    flavours: ['mariadb'],
    run: async (scene) => {
      for (let count = 0; count < 2; count++) await scene.desk.start();
      await between(scene, PARTS, () => scene.setTimeout(300));
    },
  },
  {
    name: 'IMAP connections are dropped',
    flavours: BOTH,
    run: async (scene) => {
      await scene.desk.start();
      await between(scene, PARTS, async () => {
        await scene.setTimeout(random(100, 1_500));
        scene.dovecot.drop();
      });
    },
  },
  {
    name: 'the mailbox is numbered anew',
    flavours: BOTH,
    run: async (scene) => {
      await scene.desk.start();
      await between(scene, 4, async () => {
        await scene.setTimeout(2_000);
        scene.dovecot.renumber('help@desk.test');
        await scene.dovecot.restart();
      });
    },
  },
  {
    name: 'the database stops and starts',
    flavours: ['mariadb'],
    run: async (scene) => {
      const port = await DropPort.to(Number(new URL(scene.mariadb.url).port));
      const url = new URL(scene.desk.env.DATABASE_URL);
      url.port = String(port.port);
      await scene.desk.start({ DATABASE_URL: url.href });
      await between(scene, 5, async () => {
        await scene.setTimeout(random(500, 3_000));
        port.close();
        await scene.setTimeout(random(500, 4_000));
        await port.open();
      });
    },
  },
  {
    name: 'the disk of the files is full',
    flavours: BOTH,
    run: async (scene) => {
      const mount = (...words) => scene.execFileSync('mount', words);
      mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', scene.storage);
      await scene.desk.start();
      scene.rest();
      await scene.setTimeout(15_000);
      mount('-o', 'remount,size=2g', scene.storage);
    },
    cleanUp: ({ storage, execFileSync }) => execFileSync('umount', ['-l', storage]),
  },
  {
    name: 'the mail server refuses, defers and drops',
    flavours: BOTH,
    run: async (scene) => {
      const server = await scene.desk.start();
      const { sink, desk } = scene;
      await between(scene, 10, async (at) => {
        sink.afterData = at % 3 === 0 ? { code: 451 } : undefined;
        sink.dropAfterData = at % 3 === 1 ? 5 : 0;
        await scene.setTimeout(1_500);
      });
      sink.afterData = undefined;
      sink.dropAfterData = 0;
      await scene.setTimeout(5_000);
      await retryAll(desk, server);
    },
  },
];

/** Random moments, with mails coming all the while. Whoever is killed last is started again. */
async function killed(scene, servers) {
  const running = [];
  for (let count = 0; count < servers; count++) running.push(await scene.desk.start());
  await between(scene, scene.kills, async (at) => {
    await scene.setTimeout(random(100, 5_000));
    await running[at % servers].kill();
    running[at % servers] = await scene.desk.start();
  });
}

/** The ladder begins with a minute: as an operator who does not want to wait. */
async function retryAll(desk, server) {
  for (const { id } of await desk.query(`select id from outbound_mails where state = 'queued'`))
    await desk.call(server, 'POST', `outbound-mails/${id}/retry`);
}
