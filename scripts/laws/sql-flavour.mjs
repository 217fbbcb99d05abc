import ts from 'typescript';
import { eachNode, fault } from './source-tree.mjs';

export const sentence =
  'Only src/database (and migrations/columns.ts) asks which SQL flavour runs, or speaks one.';

/** File -> why it may. */
export const exceptions = {
  'migrations/20261122000000-database__utf8mb4.ts': 'SQLite has no character set to alter',
};

const NAMES = new Set(['better-sqlite3', 'sqlite', 'sqlite3', 'mariadb', 'mysql', 'mysql2']);
const IDENTIFIER = /sqlite|maria|mysql/i;
/** SQL that only one of them understands. */
const FOREIGN_SQL =
  /\b(insert\s+(or\s+)?(ignore|replace)|on\s+duplicate\s+key|on\s+conflict\s*(\(|do\b)|last_insert_(id|rowid)|sqlite_\w+|pragma\s+\w+)/i;

export function check(tree) {
  const inside = (file) => file.startsWith('src/database/') || file === 'migrations/columns.ts';
  return [...tree.typescript('src'), ...tree.typescript('migrations')]
    .filter((file) => !inside(file))
    .flatMap((file) => {
      const faults = [];
      eachNode(tree.ast(file), (node) => {
        const message = breach(node);
        if (message) faults.push(fault(file, node, message));
      });
      return faults;
    });
}

function breach(node) {
  if (ts.isIdentifier(node) && IDENTIFIER.test(node.text)) return `names a flavour: ${node.text}`;
  if (ts.isPropertyAccessExpression(node) && node.getText().replaceAll('?', '').endsWith('.options.type')) {
    return 'asks for the flavour: options.type';
  }
  if (!isText(node)) return null;
  if (NAMES.has(node.text.toLowerCase())) return `names a flavour: '${node.text}'`;
  const sql = FOREIGN_SQL.exec(node.text);
  return sql && `speaks SQL that only one flavour understands: ${sql[0]}`;
}

const isText = (node) =>
  ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
