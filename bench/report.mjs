import { kindOf } from './requests.mjs';
import { toText } from './statements.mjs';

/* Everything that is printed: Markdown tables, so that they can be kept. */

/** CPU of bare over CPU of ours, at least. */
const BARS = { list: 0.8, filtered: 0.8, show: 0.8, create: 0.5 };
const GROWTH_BAR = 1.5;
const GROWS = ['list', 'filtered', 'show'];
const IDLE_MB = 150;
const START_MS = 2_000;

const NAMES = { sqlite: 'SQLite', mariadb: 'MariaDB' };

export function printStart(flavour, { firstMs, againMs, idleMb }) {
  const judged = (value, unit, aim) => `${value.toFixed(0)} ${unit}${value <= aim ? '' : ` (MISSES ${aim})`}`;
  console.log(
    `\n## ${NAMES[flavour]}\nstart to first answer: ${judged(againMs, 'ms', START_MS)}` +
      ` (on an empty database, migrations included: ${firstMs.toFixed(0)} ms); idle memory: ${judged(idleMb, 'MB', IDLE_MB)}`,
  );
}

export function printStatements(routes) {
  for (const { name, template } of routes)
    console.log([`\n${name}:`, ...template.map((statement) => `  ${toText(statement)}`)].join('\n'));
}

export function printMeasures(flavour, size, measures) {
  const withDatabase = flavour === 'mariadb';
  const cpu = ({ cpuUs, serverUs, databaseUs }) =>
    withDatabase ? `${round(cpuUs)} (${round(serverUs)} + ${round(databaseUs)})` : round(cpuUs);
  const head = ['request', 'req/s', 'p50 ms', 'p99 ms', `CPU µs${withDatabase ? ' (server + db)' : ''}`];
  console.log(`\n### ${NAMES[flavour]}, ${size.toLocaleString('en')} tickets\n`);
  printTable(
    [
      ...head,
      'bare req/s',
      'bare p50',
      'bare CPU µs',
      ...(withDatabase ? ['server of bare'] : []),
      'CPU of bare',
    ],
    measures.map(({ request, ours, bare }) => [
      request.name,
      round(ours.perSecond),
      ours.p50.toFixed(2),
      ours.p99.toFixed(2),
      cpu(ours),
      round(bare.perSecond),
      bare.p50.toFixed(2),
      cpu(bare),
      ...(withDatabase ? [percent(bare.serverUs / ours.serverUs)] : []),
      judgedRatio(request, bare.cpuUs / ours.cpuUs),
    ]),
  );
}

export function printGrowth(flavour, bySize) {
  const sizes = [...bySize.keys()];
  if (sizes.length < 2) return;
  const [smallest, ...others] = sizes;
  console.log(`\n### ${NAMES[flavour]}, p50 against that at ${smallest.toLocaleString('en')} tickets\n`);
  printTable(
    ['request', ...others.map((size) => size.toLocaleString('en'))],
    bySize
      .get(smallest)
      .map(({ request, ours }, at) => [
        request.name,
        ...others.map((size) => judgedGrowth(request, bySize.get(size)[at].ours.p50 / ours.p50)),
      ]),
  );
}

/** Of each request its cost in microseconds: bare, a route on Nest's Fastify, a controller, one with a guard, ours. */
export function printFloor(tickets, measures) {
  console.log(`\n### SQLite, ${tickets.toLocaleString('en')} tickets: CPU µs a request\n`);
  printTable(
    [
      'request',
      'bare',
      "route on Nest's Fastify",
      'Nest',
      'Nest, one guard',
      'ours',
      'guard of ours',
      'bare of guard',
      'bare of ours',
    ],
    measures.map(({ request, costs: [bare, route, nest, guard, ours] }) => [
      request.name,
      ...[bare, route, nest, guard, ours].map(round),
      percent(guard / ours),
      percent(bare / guard),
      percent(bare / ours),
    ]),
  );
}

function judgedRatio(request, ratio) {
  const bar = BARS[kindOf(request)];
  return `${percent(ratio)}${bar === undefined || ratio >= bar ? '' : ` (MISSES ${percent(bar)})`}`;
}

function judgedGrowth(request, growth) {
  const missed = GROWS.includes(kindOf(request)) && growth > GROWTH_BAR;
  return `${growth.toFixed(2)} x${missed ? ` (MISSES ${GROWTH_BAR})` : ''}`;
}

function printTable(head, rows) {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (cells) =>
    `| ${cells.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(' | ')} |`;
  console.log(line(head));
  console.log(`|${widths.map((width, at) => `${'-'.repeat(width + 1)}${at ? ':' : '-'}`).join('|')}|`);
  for (const row of rows) console.log(line(row));
}

const round = (value) => Math.round(value).toLocaleString('en');
const percent = (ratio) => `${Math.round(ratio * 100)} %`;

/** Rows that a page of 100, its joins and its merging may read. */
const ROWS_MAX = 2_500;
const MS_MAX = 10;

export function printShapes(flavour, tickets, shapes) {
  console.log(`\n### ${NAMES[flavour]}, ${tickets.toLocaleString('en')} tickets: lists by themselves\n`);
  const isMarked = ({ ms, rows = 0 }) => ms > MS_MAX || rows > ROWS_MAX;
  printTable(
    ['request', 'as', 'ms', ...(flavour === 'mariadb' ? ['rows read'] : []), ''],
    shapes.map((shape) => [
      shape.path,
      shape.who,
      shape.ms.toFixed(2),
      ...(flavour === 'mariadb' ? [round(shape.rows)] : []),
      isMarked(shape) ? 'GROWS' : '',
    ]),
  );
  for (const shape of shapes.filter(isMarked))
    console.log([`\n${shape.path} (${shape.who})`, ...counted(shape.plan)].join('\n'));
}

/** Steps of a plan: a union has the same ones for each of its branches. */
const counted = (plan) =>
  [...Map.groupBy(plan, (step) => step.replace(/\b(b|derived|union)[\d,]+/g, '$1'))].map(
    ([step, { length }]) => `  ${length > 1 ? `${length} x ` : ''}${step}`,
  );
