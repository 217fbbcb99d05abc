import { once } from 'node:events';
import { cpuMs, untilQuiet } from './processes.mjs';

/** One round of load, and what it cost a request: microseconds of the server and of the database's process, if there is one. */
export async function measureRound(generator, order, server, database) {
  const pids = database ? [server, database] : [server];
  const before = pids.map((pid) => cpuMs(pid));
  generator.send(order);
  const [answer] = await once(generator, 'message');
  await untilQuiet(...pids);
  const [serverUs, databaseUs = 0] = pids.map((pid, at) => ((cpuMs(pid) - before[at]) * 1000) / answer.count);
  return { ...answer, serverUs, databaseUs, cpuUs: serverUs + databaseUs };
}
