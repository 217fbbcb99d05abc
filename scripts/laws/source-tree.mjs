import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Folders that hold no source of ours; those that begin with a dot are left out too. */
const NOT_OURS = new Set(['node_modules', 'build', 'dist', 'data', 'coverage', 'sdk/dist', 'sdk/src/gen']);

/** The project as the laws see it: paths are relative to the root and use `/`; a file is parsed once, when asked for. */
export function sourceTree(root) {
  const files = walk(root, '');
  const parsed = new Map();
  return {
    files,
    folders: foldersOf(files),
    exists: (path) => existsSync(join(root, path)),
    text: (path) => readFileSync(join(root, path), 'utf8'),
    /** TypeScript files under a folder, specs only when asked for. */
    typescript: (folder, { specs = false } = {}) =>
      files.filter(
        (path) =>
          path.startsWith(`${folder}/`) &&
          path.endsWith('.ts') &&
          !path.endsWith('.d.ts') &&
          (specs || !path.endsWith('.spec.ts')),
      ),
    ast(path) {
      if (!parsed.has(path)) {
        const text = readFileSync(join(root, path), 'utf8');
        parsed.set(path, ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true));
      }
      return parsed.get(path);
    },
  };
}

function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(
      (entry) =>
        !entry.name.startsWith('.') && !NOT_OURS.has(folder ? `${folder}/${entry.name}` : entry.name),
    )
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      return entry.isDirectory() ? walk(root, path) : [path];
    })
    .toSorted();
}

/** Every folder that holds a file, its parents included. Empty folders are unknown to git, and so to us. */
function foldersOf(files) {
  const folders = new Set();
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1))
      folders.add(file.slice(0, end));
  }
  return [...folders].toSorted();
}

/** Calls `visit` for the node and everything below it. */
export function eachNode(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => eachNode(child, visit));
}

/** A breach of a law, at a place one can click on. */
export function fault(file, node, message) {
  const line = node ? node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1 : 1;
  return { file, line, message };
}

/** Lines from the first token (decorators included, the comment above it not) to the last. */
export function linesOf(node) {
  const source = node.getSourceFile();
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line;
  return lineAt(node.getEnd()) - lineAt(node.getStart()) + 1;
}
