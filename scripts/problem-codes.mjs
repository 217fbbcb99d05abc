import { STATUS_CODES } from 'node:http';
import ts from 'typescript';
import { eachNode } from './laws/source-tree.mjs';

const PROBLEM = 'src/http/problem.ts';
/** What ends a command or the start is said on the terminal, and never to a caller. */
const NOT_SAID = /^src\/(cli|config|database)\//;

/** Every code that the native API can answer, as the sources have it: `{ code, statuses, meanings }`, in order of code. */
export function problemCodes(tree) {
  const statusOf = objectIn(tree.ast(PROBLEM), 'STATUS_OF');
  const found = new Map();
  const add = (code, status, meaning) => {
    const known = found.get(code) ?? { code, statuses: new Set(), meanings: new Set() };
    known.statuses.add(Number(status));
    if (meaning) known.meanings.add(meaning);
    found.set(code, known);
  };
  for (const file of tree.typescript('src').filter((path) => !NOT_SAID.test(path)))
    eachNode(tree.ast(file), (node) => {
      const args = argumentsOf(node, statusOf);
      if (!args) return;
      const [kind, code, message, more] = args;
      if (!ts.isStringLiteralLike(code))
        throw new Error(`${file}: a code must be a literal: ${code.getText()}`);
      add(code.text, statusIn(more) ?? statusOf[kind.text], textOf(message));
    });
  for (const [status, code] of Object.entries(objectIn(tree.ast(PROBLEM), 'CODE_OF_STATUS')))
    add(code, status);
  add('request.refused', 400, 'The framework refuses the request for a rarer reason; `status` says which.');
  add('server.error', 500, 'The request failed inside; the log has it under `requestId`.');
  return [...found.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

export function toMarkdown(codes) {
  const rows = codes.map(({ code, statuses, meanings }) =>
    [
      `\`${code}\``,
      [...statuses].toSorted().join(', '),
      [...meanings].join(' ') || `${STATUS_CODES[[...statuses][0]]}.`,
    ].join(' | '),
  );
  return `# Errors

Every refusal of \`/api/v1\` is \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`code\`, \`detail\`, \`requestId\`, and for
faulty fields \`errors\`, each with the JSON \`pointer\` of the field, a \`code\` (\`required\`, \`unknown\` or the rule it breaks) and a
\`detail\`. Codes are stable; texts are not. This list is made from the sources, and a test keeps both equal.

| code | status | meaning |
| --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

/** The same for the document of the API, by status. */
export function toTypescript(codes) {
  const byStatus = new Map();
  for (const { code, statuses } of codes)
    for (const status of statuses) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  const rows = [...byStatus]
    .toSorted(([a], [b]) => a - b)
    .map(([status, list]) => `${status}: [${list.map((code) => `'${code}'`).join(', ')}],`);
  return `/** Made from the sources, as docs/errors.md is: every code that the native API can answer, by status. */
export const PROBLEM_CODES: Record<number, readonly string[]> = {
${rows.join('\n')}
};
`;
}

/** Of `new AppError(…)` and of the `super(…)` of its classes. */
function argumentsOf(node, statusOf) {
  const isError = ts.isNewExpression(node) && node.expression.getText() === 'AppError';
  const isSuper = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
  const [kind] = (isError || isSuper ? node.arguments : undefined) ?? [];
  return kind && ts.isStringLiteralLike(kind) && kind.text in statusOf ? node.arguments : undefined;
}

function statusIn(more) {
  if (!more || !ts.isObjectLiteralExpression(more)) return undefined;
  return more.properties.find((property) => property.name?.getText() === 'status')?.initializer.getText();
}

function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
}

function objectIn(source, name) {
  const entries = {};
  eachNode(source, (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== name) return;
    for (const { name: key, initializer } of node.initializer.properties)
      entries[key.getText()] = ts.isStringLiteralLike(initializer) ? initializer.text : initializer.getText();
  });
  return entries;
}
