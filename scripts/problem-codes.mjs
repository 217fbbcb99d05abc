import ts from 'typescript';
import { eachNode } from './laws/source-tree.mjs';

const PROBLEM = 'src/http/problem.ts';
const ENGLISH = 'src/locales/en.json';

/** Where the sentence that callers read says less than there is to know. */
const MEANINGS = {
  'request.invalid': 'A rule is broken; `errors` names each faulty field.',
  'mailbox.unreachable': 'The mail server, the way to it or the account: `detail` says which.',
  'request.refused': 'The framework refuses the request for a rarer reason; `status` says which.',
  'server.error': 'The request failed inside; the log has it under `requestId`.',
};

/** `desk.gone.mail` is another sentence for `desk.gone`. */
const codeOf = (key) => key.split('.', 2).join('.');

/** What ends a command or the start is said on the terminal, and never to a caller. */
const NOT_SAID = /^src\/(cli|config|database)\//;

/** Every code that the native API can answer, as the sources have it: `{ code, statuses, meanings }`, in order of code. */
export function problemCodes(tree) {
  const sentences = JSON.parse(tree.text(ENGLISH)).problems;
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
      const [kind, key, more] = args;
      if (!ts.isStringLiteralLike(key)) throw new Error(`${file}: a key must be a literal: ${key.getText()}`);
      add(codeOf(key.text), statusIn(more) ?? statusOf[kind.text], MEANINGS[key.text] ?? sentences[key.text]);
    });
  for (const [status, code] of Object.entries(objectIn(tree.ast(PROBLEM), 'CODE_OF_STATUS')))
    if (!found.has(code)) add(code, status, sentences[code]);
    else add(code, status);
  add('request.refused', 400, MEANINGS['request.refused']);
  add('server.error', 500, MEANINGS['server.error']);
  return [...found.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

export function toMarkdown(codes) {
  const rows = codes.map(({ code, statuses, meanings }) =>
    [`\`${code}\``, [...statuses].toSorted().join(', '), [...meanings].map(withoutValues).join(' ')].join(
      ' | ',
    ),
  );
  return `# Errors

Every refusal of \`/api/v1\` is \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`code\`, \`detail\`, \`requestId\`, and for
faulty fields \`errors\`, each with the JSON \`pointer\` of the field, a \`code\` (\`required\`, \`unknown\` or the rule it breaks) and a
\`detail\`. Codes are stable; texts are not, and \`detail\` is said in the language of the caller: what the profile of who is signed in
says (\`locale\`), else \`Accept-Language\`, else the setting \`locale\`; \`Content-Language\` names it. This list is made from the sources, and a test keeps both equal.

| code | status | meaning |
| --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

/** `At most {max} files` reads `At most … files`. */
const withoutValues = (sentence) => {
  let depth = 0;
  let text = '';
  for (const sign of sentence) {
    if (sign === '{' && depth++ === 0) text += '…';
    else if (sign === '}') depth -= 1;
    else if (depth === 0) text += sign;
  }
  return text;
};

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

function objectIn(source, name) {
  const entries = {};
  eachNode(source, (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== name) return;
    for (const { name: key, initializer } of node.initializer.properties)
      entries[key.getText()] = ts.isStringLiteralLike(initializer) ? initializer.text : initializer.getText();
  });
  return entries;
}
