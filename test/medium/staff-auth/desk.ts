import { join } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { Type } from '@nestjs/common';
import { SYSTEM } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import type { Config } from '../../../src/config/config.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { EventsModule } from '../../../src/events/events.module.js';
import { HttpModule } from '../../../src/http/http.module.js';
import { validationPipe } from '../../../src/http/validation.js';
import { JobsModule } from '../../../src/jobs/jobs.module.js';
import { OutboxModule } from '../../../src/outbox/outbox.module.js';
import { SettingsModule } from '../../../src/settings/settings.module.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { StaffAuthModule } from '../../../src/staff-auth/staff-auth.module.js';
import { TicketsModule } from '../../../src/tickets/tickets.module.js';
import { StaffImportService, type StaffImport } from '../../../src/staff-auth/staff-import.service.js';
import { freshDatabase, type FlavourName } from '../../support/database.js';

/** A clock that stands still until a test moves it. */
export class HandClock extends Clock {
  private time = Date.now();

  now(): Date {
    return new Date(this.time);
  }

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}

export interface Answer {
  status: number;
  // oxlint-disable-next-line no-explicit-any -- the tests say what they expect of it
  body: any;
  headers: Record<string, unknown>;
}

export interface Desk {
  app: NestFastifyApplication;
  clock: HandClock;
  get: <T>(service: abstract new (...args: never[]) => T) => T;
  /** Raw rows, for what no door shows. */
  rows: <T = Record<string, unknown>>(sql: string, parameters?: unknown[]) => Promise<T[]>;
  call: (
    method: string,
    path: string,
    options?: { token?: string; body?: unknown; address?: string; headers?: Record<string, string> },
  ) => Promise<Answer>;
  login: (username: string, password: string, address?: string) => Promise<Answer>;
  staff: (...accounts: (Partial<StaffImport> & { username: string })[]) => Promise<void>;
  departments: (...names: string[]) => Promise<number[]>;
  setting: (name: string, value: unknown) => Promise<void>;
  close: () => Promise<void>;
}

export const PASSWORD = 'correct horse';

/** Staff-auth and what it stands on, with its native doors and the one in `tickets/`, on a database of its own (or beside another on the same). */
export async function openDesk(flavour: FlavourName, ...controllers: Type[]): Promise<Desk> {
  const { remove, ...settings } = await freshDatabase(flavour);
  const clock = new HandClock();
  const config = {
    ...settings,
    storageDir: join(settings.dataDir, 'files'),
    appSecret: 'a secret of the tests',
    publicUrl: '',
    dialects: [],
    corsOrigins: [],
  } as unknown as Config;
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.with(config),
      DatabaseModule,
      EventsModule,
      JobsModule,
      OutboxModule,
      SettingsModule,
      HttpModule,
      StaffAuthModule,
      TicketsModule,
    ],
    controllers,
  })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ trustProxy: true, multipart: true }),
    {
      logger: ['error', 'warn'],
    },
  );
  app.useGlobalPipes(validationPipe());
  const closed = async (): Promise<void> => {
    await app.close();
    await remove();
  };
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  } catch (error) {
    await closed();
    throw error;
  }
  const get = <T>(service: abstract new (...args: never[]) => T): T => app.get(service);
  const call: Desk['call'] = async (method, path, { token, body, address = '192.0.2.1', headers } = {}) => {
    const response = await app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        'x-forwarded-for': address,
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { payload: body as object }),
    });
    const text = response.body;
    return {
      status: response.statusCode,
      body: text ? JSON.parse(text) : undefined,
      headers: response.headers,
    };
  };
  return {
    app,
    clock,
    get,
    call,
    rows: (sql, parameters) => get(Database).query(sql, parameters),
    login: (username, password, address) =>
      call('POST', '/auth/login', { body: { username, password }, ...(address && { address }) }),
    staff: async (...accounts) => {
      const imports = get(StaffImportService);
      const prepared = await imports.prepare(accounts.map(withDefaults));
      await get(Database).transaction((tx) => imports.write(tx, prepared));
    },
    departments: async (...names) => {
      const ids: number[] = [];
      for (const name of names)
        ids.push((await get(DepartmentsService).create(SYSTEM, { name, private: false })).id);
      return ids;
    },
    setting: (name, value) =>
      get(Database).transaction((tx) => get(SettingsService).change(tx, { [name]: value })),
    close: closed,
  };
}

function withDefaults(account: Partial<StaffImport> & { username: string }): StaffImport {
  return {
    password: account.passwordHash === undefined ? PASSWORD : undefined,
    fullName: account.username,
    role: 'staff',
    active: true,
    departmentIds: [],
    ...account,
  } as StaffImport;
}
