import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Config } from '../config/config.js';
import { createDataSource, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
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

/** Gives every room `Database`, on a migrated schema and with the right secret. Rooms bring their entities. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(config),
        autoLoadEntities: true,
        toRetry: (error: { code?: string }) => WORTH_WAITING.includes(error.code ?? ''),
      }),
      dataSourceFactory: (options) => open(options!),
    }),
  ],
  providers: [
    {
      provide: Database,
      inject: [DataSource, Config],
      useFactory: async (dataSource: DataSource, config: Config) => {
        const database = new Database(dataSource);
        await verifySecret(database, config.appSecret);
        return database;
      },
    },
    Leases,
  ],
  exports: [Database, Leases],
})
export class DatabaseModule {}

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
