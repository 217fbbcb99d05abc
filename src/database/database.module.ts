import { setTimeout } from 'node:timers/promises';
import { Global, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Config } from '../config/config.js';
import { createDataSource, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { Invalidations } from './invalidations.js';
import { KeptKeys, readKeptKeys } from './kept-keys.js';
import { Leases } from './leases.js';
import { migrate } from './migrate.js';
import { verifySecret } from './secret-fingerprint.js';

/** A server that is still starting; anything else would not get better by waiting. */
const WORTH_WAITING = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
];

const WAIT_SECONDS = 30;
const TRY_AGAIN_MS = 1_000;

/** Gives every room `Database`, on a migrated schema and with the right secret. Rooms bring their entities. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(config),
        autoLoadEntities: true,
        // We wait ourselves, and say so once.
        toRetry: () => false,
      }),
      dataSourceFactory: (options) => openPatiently(options!),
    }),
  ],
  providers: [
    {
      provide: Database,
      inject: [DataSource, Config],
      useFactory: async (dataSource: DataSource, config: Config) => {
        const database = new Database(dataSource);
        await verifySecret(database, config.appSecret, config.appSecretPrevious);
        return database;
      },
    },
    {
      provide: KeptKeys,
      inject: [Database, Config],
      useFactory: (database: Database, config: Config) => readKeptKeys(database, config.appSecret),
    },
    Leases,
    Invalidations,
  ],
  exports: [Database, KeptKeys, Leases, Invalidations],
})
export class DatabaseModule {}

async function openPatiently(options: DataSourceOptions): Promise<DataSource> {
  const end = Date.now() + WAIT_SECONDS * 1_000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await open(options);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (!WORTH_WAITING.includes(code ?? '') || Date.now() > end) throw error;
      if (attempt === 1)
        new Logger('Database').error(
          `The database server cannot be reached (${message}): waiting up to ${WAIT_SECONDS} seconds for it.`,
        );
      await setTimeout(TRY_AGAIN_MS);
    }
  }
}

async function open(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await createDataSource(options).initialize();
  try {
    await migrate(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
