import type { Clock } from '../../src/common/clock.js';
import { CustomFieldValuesService } from '../../src/custom-fields/custom-field-values.service.js';
import { CustomFieldsService } from '../../src/custom-fields/custom-fields.service.js';
import { afterCommit, type Database, type Tx } from '../../src/database/database.js';
import type { Invalidations } from '../../src/database/invalidations.js';
import { DepartmentsService } from '../../src/departments/departments.service.js';
import { OutboxRelay } from '../../src/outbox/outbox-relay.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import type { EventsService } from '../../src/events/events.service.js';

/** Custom fields without an application around them; they know of fields after `onModuleInit`. */
export function customFields(
  database: Database,
  clock: Clock,
  events: EventsService,
): { fields: CustomFieldsService; values: CustomFieldValuesService } {
  const outbox = new OutboxService(database, new OutboxRelay(database, clock), clock);
  const invalidations = forgetting();
  const departments = new DepartmentsService(database, clock, events, outbox, invalidations);
  const fields = new CustomFieldsService(database, clock, events, departments, invalidations);
  return { fields, values: new CustomFieldValuesService(database, fields) };
}

/** One process, as on the embedded database. */
function forgetting(): Invalidations {
  const listeners: (() => void | Promise<void>)[] = [];
  return {
    listen: (_: string, forget: () => void | Promise<void>) => void listeners.push(forget),
    announce: (tx: Tx) => {
      afterCommit(tx, async () => {
        for (const forget of listeners) await forget();
      });
      return Promise.resolve();
    },
  } as unknown as Invalidations;
}

/** A row of `custom_fields`, as usual but for what is given. */
export const customFieldRow = (more: object): Record<string, unknown> => ({
  helpText: null,
  type: 'text',
  choices: '[]',
  emptyChoice: false,
  maxLength: null,
  decimalPlaces: null,
  position: 1,
  required: false,
  staffOnly: false,
  defaultValue: null,
  everywhere: true,
  createdAt: new Date('2026-11-22T12:00:00.000Z'),
  updatedAt: new Date('2026-11-22T12:00:00.000Z'),
  version: 1,
  ...more,
});
