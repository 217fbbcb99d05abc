import type { INestApplicationContext } from '@nestjs/common';
import { TalliesRepairService } from '../tickets/tallies-repair.service.js';
import type { Output } from './output.js';

/** Counts again what reports are read from; who writes meanwhile waits. */
export async function rebuildReports(
  app: INestApplicationContext,
  _input: Record<string, never>,
  out: Output,
): Promise<void> {
  const tickets = await app.get(TalliesRepairService, { strict: false }).rebuild();
  out.say('reports.done', { tickets });
}
