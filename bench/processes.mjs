import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/* What Linux knows of a process. */

/** One clock tick of /proc: USER_HZ is 100 wherever Node runs on Linux. */
const TICK_MS = 10;
const QUIET_WITHIN_MS = 20_000;

/** CPU time that the processes have used since they began, all threads, in milliseconds. */
export const cpuMs = (...pids) => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);

function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in brackets, and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory in MB. */
export const memoryMb = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Waits until the processes have nothing left to do: what a request causes after its answer is part of its cost. */
export async function untilQuiet(...pids) {
  const end = Date.now() + QUIET_WITHIN_MS;
  let used = cpuMs(...pids);
  while (Date.now() < end) {
    await setTimeout(150);
    const now = cpuMs(...pids);
    if (now - used <= TICK_MS) return;
    used = now;
  }
}
