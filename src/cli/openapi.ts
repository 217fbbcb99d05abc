import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, documentsOf } from '../app.module.js';
import { DIALECT_NAMES, type DialectName } from '../config/config.js';
import { readEnvironment } from '../config/environment.js';
import { createDocument } from '../http/openapi.js';
import { createAdapter, setPrefix } from '../http/server.js';
import type { Output } from './output.js';

/** The document as the server would show it, from the code alone: nothing is started, opened or read. */
export async function printDocument(dialect: DialectName | undefined, out: Output): Promise<void> {
  const config = { ...readEnvironment({}), dialects: DIALECT_NAMES, appSecret: 'not used'.padEnd(32) };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    createAdapter(config),
    {
      preview: true,
      logger: false,
    },
  );
  setPrefix(app);
  const path = dialect ? `docs/${dialect}` : 'docs';
  const document = documentsOf(config).find((one) => one.path === path)!;
  out.line(JSON.stringify(createDocument(app, document), null, 2));
}
