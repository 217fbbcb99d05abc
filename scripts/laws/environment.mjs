import ts from 'typescript';
import { eachNode, fault } from './source-tree.mjs';

export const sentence = 'Only src/config reads the environment.';

/** File -> why it may. */
export const exceptions = {};

export function check(tree) {
  return tree
    .typescript('src', { specs: true })
    .filter((file) => !file.startsWith('src/config/'))
    .flatMap((file) => {
      const faults = [];
      eachNode(tree.ast(file), (node) => {
        if (readsEnvironment(node))
          faults.push(fault(file, node, 'reads the environment: ask Config instead'));
      });
      return faults;
    });
}

/** `process.env`, `process['env']`, `const { env } = process`, `import { env } from 'node:process'`. */
function readsEnvironment(node) {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    return (
      isProcess(node.expression) &&
      ts.isStringLiteralLike(node.argumentExpression) &&
      node.argumentExpression.text === 'env'
    );
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return (
      node.initializer &&
      isProcess(node.initializer) &&
      node.name.elements.some((element) => nameOf(element) === 'env')
    );
  }
  if (ts.isImportSpecifier(node)) {
    const from = node.parent.parent.parent.moduleSpecifier.text;
    return /^(node:)?process$/.test(from) && nameOf(node) === 'env';
  }
  return false;
}

const isProcess = (node) =>
  (ts.isIdentifier(node) && node.text === 'process') ||
  (ts.isPropertyAccessExpression(node) &&
    node.name.text === 'process' &&
    node.expression.getText() === 'globalThis');

const nameOf = (node) => (node.propertyName ?? node.name).text;
