import ts from 'typescript';
import { eachNode, fault } from './source-tree.mjs';

export const sentence =
  'Names say what a thing is: kebab-case files, no drawers for everything, no barrels, class = file.';

/** File -> why it may. */
export const exceptions = {};

/** Words that say nothing, wherever they stand in a path; and those that only say nothing when they stand alone. */
const DRAWERS = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'impl']);
const DRAWERS_ALONE = new Set(['types', 'index', 'base']);
const ROLES = { controller: 'Controller', service: 'Service', module: 'Module' };

export function check(tree) {
  const source = ['src', 'test', 'migrations'].flatMap((folder) => tree.typescript(folder, { specs: true }));
  return [
    ...tree.folders.flatMap(judgePath),
    ...tree.files.filter((file) => /\.(ts|mjs|cjs|js)$/.test(file)).flatMap(judgePath),
    ...source.flatMap((file) => [...reExports(tree, file), ...prefixedInterfaces(tree, file)]),
    ...tree.typescript('src').flatMap((file) => otherClass(tree, file)),
  ];
}

/** Only the last segment: a bad folder is named once, not again by each of its files. */
function judgePath(path) {
  const parts = path.slice(path.lastIndexOf('/') + 1).split('.');
  const drawer =
    parts.find((part) => DRAWERS_ALONE.has(part)) ??
    parts
      .join('-')
      .split('-')
      .find((word) => DRAWERS.has(word));
  if (drawer) return [fault(path, null, `"${drawer}" says nothing: name the thing`)];
  const tidy = parts.every((part) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part));
  return path.startsWith('src/') && !tidy ? [fault(path, null, 'is not kebab-case')] : [];
}

function reExports(tree, file) {
  return tree
    .ast(file)
    .statements.filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)
    .map((statement) =>
      fault(file, statement, 're-exports: let each importer import the file that has the thing'),
    );
}

function prefixedInterfaces(tree, file) {
  const faults = [];
  eachNode(tree.ast(file), (node) => {
    if (ts.isInterfaceDeclaration(node) && /^I[A-Z][a-z]/.test(node.name.text)) {
      faults.push(fault(file, node, `${node.name.text}: no I prefix`));
    }
  });
  return faults;
}

/** `tickets.service.ts` holds `TicketsService`; in a folder of its own a prefix is welcome (`HelpdeskzTicketsController`). */
function otherClass(tree, file) {
  const [, noun, role] = /([^/]+)\.(controller|service|module)\.ts$/.exec(file) ?? [];
  if (!role) return [];
  const expected = noun.replaceAll(/[.-]/g, '') + ROLES[role];
  return tree
    .ast(file)
    .statements.filter((statement) => ts.isClassDeclaration(statement) && statement.name)
    .filter(
      ({ name }) =>
        name.text.endsWith(ROLES[role]) && !name.text.toLowerCase().endsWith(expected.toLowerCase()),
    )
    .map((statement) => fault(file, statement, `${statement.name.text} stands in a file of another name`));
}
