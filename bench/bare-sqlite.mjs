import { serveBare } from './bare-server.mjs';
import { findToken, runAll } from './sqlite-runner.mjs';

/* Bare Fastify and better-sqlite3. */

await serveBare(findToken, runAll);
