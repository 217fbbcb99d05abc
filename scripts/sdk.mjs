/**
 * Writes what is generated in sdk/ anew from the built desk: `npm run sdk`. With `--check` nothing is written, and what
 * is not as the code has it is a fault.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { NODE, ROOT } from './pinned-node.mjs';

const MAIN = join(ROOT, 'dist/main.js');
const DOCUMENT = join(ROOT, 'sdk/openapi.json');
const GENERATED = join(ROOT, 'sdk/src/gen');

if (!existsSync(MAIN)) {
  console.error('dist/main.js is missing: run `npm run build` first.');
  process.exit(1);
}
const text = execFileSync(NODE, [MAIN, 'openapi'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
if (process.argv.includes('--check')) await check();
else await write();

async function write() {
  writeFileSync(DOCUMENT, text);
  await generate(GENERATED);
}

async function check() {
  const folder = mkdtempSync(join(tmpdir(), 'switchdesk-sdk-'));
  try {
    await generate(folder);
    const faults = [...new Set([...filesOf(folder), ...filesOf(GENERATED)])]
      .filter((file) => contentOf(folder, file) !== contentOf(GENERATED, file))
      .map((file) => `sdk/src/gen/${file}`);
    if (text !== readFileSync(DOCUMENT, 'utf8')) faults.unshift('sdk/openapi.json');
    for (const fault of faults) console.error(`${fault} is not as the code has it: run \`npm run sdk\``);
    process.exitCode = faults.length ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

function contentOf(folder, file) {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function generate(path) {
  return createClient({
    input: withLess(withFiles(JSON.parse(text))),
    output: { path, importFileExtension: '.js' },
    logs: { level: 'silent' },
    plugins: [
      { name: '@hey-api/client-fetch', throwOnError: true },
      { name: '@hey-api/typescript', enums: 'javascript' },
      {
        name: '@hey-api/sdk',
        responseStyle: 'data',
        operations: { strategy: 'single', containerName: 'SwitchdeskApi' },
      },
    ],
  });
}

/**
 * The generated code would send every scheme of a route at once, and the client knows tokens; the codes of all routes would
 * stand at each of them.
 */
function withLess(document) {
  delete document.components.securitySchemes.basic;
  document.security = document.security.filter((one) => !('basic' in one));
  for (const response of Object.values(document.components.responses))
    response.description = response.description.replace(/ Codes: .*$/, '');
  return document;
}

/** The generator knows one type a body: where a form is taken too, that of the form. The client chooses how it travels. */
function withFiles(document) {
  for (const { requestBody } of Object.values(document.paths).flatMap(Object.values)) {
    const { 'application/json': json, 'multipart/form-data': form } = requestBody?.content ?? {};
    if (json && form) json.schema = form.schema;
  }
  return document;
}
