/**
 * The last step of a build: makes of the compiled files in `build/`, and of the packages they use, the few files in
 * `dist/` that run. Three thousand modules take twice as long to start as a dozen chunks. What is loaded only when first
 * needed (IMAP, mail parsing, SMTP) stays in chunks of its own; names stay readable for whoever reads a stack trace.
 */
import { chmodSync, cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './pinned-node.mjs';

/** Have a binary or files of their own beside their code. */
const AS_INSTALLED = [/^better-sqlite3/, /^@node-rs\//, /^sharp$/, /^swagger-ui-dist/];

/** Nest asks for some packages by a `require` of its own making, which would load a second copy of each beside the bundle. */
const ONE_COPY = {
  name: 'one-copy',
  transform: {
    filter: { id: /node_modules\/@nestjs\//, code: 'createRequire(import.meta.url)' },
    handler: (code) => code.replace(/^const require = createRequire\(import\.meta\.url\);$/m, ''),
  },
};

const entries = globSync(['main.js', 'messages/body-worker.js', 'migrations/[0-9]*.js'], {
  cwd: join(ROOT, 'build'),
});

const bundle = await rolldown({
  input: Object.fromEntries(entries.map((file) => [file.replace(/\.js$/, ''), join(ROOT, 'build', file)])),
  platform: 'node',
  external: AS_INSTALLED,
  plugins: [ONE_COPY],
  // As Node itself resolves: a package that is asked for by `import` here and by `require` there must stay one.
  resolve: { mainFields: ['main'] },
  // Packages ask for others that they can do without: the drivers of databases that we do not speak to.
  onLog: (level, log, handle) => (log.code === 'UNRESOLVED_IMPORT' ? undefined : handle(level, log)),
});
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
await bundle.write({
  dir: join(ROOT, 'dist'),
  format: 'esm',
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();
// Languages stay files of their own.
for (const file of globSync('*.json', { cwd: join(ROOT, 'src/locales') }))
  cpSync(join(ROOT, 'src/locales', file), join(ROOT, 'dist/locales', file));
chmodSync(join(ROOT, 'dist/main.js'), 0o755);
