import ts from 'typescript';
import { eachNode, fault, linesOf } from './source-tree.mjs';

export const sentence =
  'Controllers, services, methods, constructors, routes and DTO files keep to their budgets.';

/** Lines of a class, lines of a function, dependencies of a constructor, decorators and statements of a route, lines of a DTO file. */
const BUDGET = {
  controller: 120,
  service: 300,
  method: 40,
  dependencies: 6,
  decorators: 3,
  statements: 1,
  dto: 150,
};

/** File -> why it may. Look again before you add one: over budget mostly means two things in one place. */
export const exceptions = {
  'src/mail-ingest/reading/mail-parser.ts':
    'A class over one that is loaded late stands in the function that is given it; its methods are short.',
};

const VERBS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Search', 'Sse']);

export function check(tree) {
  return tree.typescript('src').flatMap((file) => {
    const faults = [];
    const atMost = (budget, count, node, what) => {
      if (count > budget) faults.push(fault(file, node, `${what}: ${count}, the budget is ${budget}`));
    };
    if (file.endsWith('.dto.ts')) {
      atMost(BUDGET.dto, tree.text(file).trimEnd().split('\n').length, undefined, 'lines of a DTO file');
    }
    eachNode(tree.ast(file), (node) => {
      if (ts.isClassDeclaration(node)) judgeClass(node, file, atMost);
      else if (ts.isConstructorDeclaration(node)) {
        atMost(BUDGET.dependencies, node.parameters.length, node, 'constructor dependencies');
      }
      if (ts.isFunctionLike(node) && node.body) judgeFunction(node, atMost);
    });
    return faults;
  });
}

/** Every class that is no controller has a service's budget. */
function judgeClass(node, file, atMost) {
  const kind =
    decoratorsOf(node).includes('Controller') || file.endsWith('.controller.ts') ? 'controller' : 'service';
  atMost(BUDGET[kind], linesOf(node), node, `lines of ${node.name?.text ?? 'a class'}`);
}

function judgeFunction(node, atMost) {
  const name = node.name?.getText() ?? 'a function';
  atMost(BUDGET.method, linesOf(node), node, `lines of ${name}`);
  if (!ts.isMethodDeclaration(node)) return;
  const decorators = decoratorsOf(node);
  if (!decorators.some((decorator) => VERBS.has(decorator))) return;
  atMost(BUDGET.decorators, decorators.length, node, `decorators of route ${name}`);
  atMost(BUDGET.statements, node.body.statements.length, node, `statements of route ${name}`);
}

const decoratorsOf = (node) =>
  (ts.getDecorators(node) ?? []).map(({ expression }) =>
    (ts.isCallExpression(expression) ? expression.expression : expression).getText(),
  );
