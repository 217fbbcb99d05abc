/**
 * Who may import whom. The ladder, lowest rung first: a room sees only the rungs below it, and rooms on one rung do not
 * see each other. A new room takes its place here before its first import.
 */
const LADDER = [
  ['locales'],
  ['common'],
  ['config'],
  ['database'],
  ['jobs'],
  ['outbox', 'events', 'settings'],
  ['http'],
  ['departments', 'users', 'attachments'],
  ['staff-auth'],
  ['messages'],
  ['mailboxes', 'custom-fields', 'tags', 'canned-responses'],
  ['tickets'],
  ['mail-delivery'],
  ['mail-ingest', 'webhooks', 'reports', 'saved-searches', 'knowledge-base'],
  ['people'],
  ['dialects', 'cli'],
];
const ROOMS = LADDER.flat();
/** The list of rooms and doors stands above them all; commands alone may import it, for it is they who start it. */
const APP = '^src/app\\.module\\.ts$';

const inside = (rooms) => `^src/(${rooms.join('|')})/`;

const ladderRules = LADDER.flatMap((rung, height) =>
  rung.map((room) => {
    const above = LADDER.slice(height)
      .flat()
      .filter((other) => other !== room);
    const app = room === 'cli' ? [] : [APP];
    const to = [...(above.length > 0 ? [inside(above)] : []), ...app, '^src/main\\.ts$'];
    return {
      name: `ladder-${room}`,
      comment: `${room} sees only the rungs below it: send an outbox topic, or move the use case up (house law 4).`,
      severity: 'error',
      from: { path: inside([room]) },
      to: { path: to },
    };
  }),
);

module.exports = {
  forbidden: [
    ...ladderRules,
    {
      name: 'room-on-the-ladder',
      comment: 'A room that is not on the ladder: give it its place in LADDER.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: inside(ROOMS) },
    },
    {
      name: 'app-below-main',
      comment: 'app.module.ts lists rooms and doors, and knows no command.',
      severity: 'error',
      from: { path: APP },
      to: { path: ['^src/cli/', '^src/main\\.ts$'] },
    },
    {
      name: 'main-imports-nothing-before-the-check',
      comment:
        'main.ts checks the Node version first: what it needs of ours it imports after that, dynamically.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/', dynamic: false },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^sdk/src/gen/' },
      to: { circular: true },
    },
    {
      name: 'controller-only-by-its-module',
      comment: 'A controller is a door: only the module beside it (and its own spec) imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/.+/[^/]+\\.(module|controller\\.spec)\\.ts$' },
      to: { path: '\\.controller\\.ts$' },
    },
    {
      name: 'controller-only-by-the-module-beside-it',
      severity: 'error',
      from: { path: '^(src/.+)/[^/]+$' },
      to: { path: '\\.controller\\.ts$', pathNot: '^$1/[^/]+$' },
    },
    {
      name: 'dialect-without-dtos',
      comment: "A dialect speaks its own shapes: our DTOs are the native API's words.",
      severity: 'error',
      from: { path: '^src/dialects/' },
      to: { path: '\\.dto\\.ts$' },
    },
    {
      name: 'dialect-alone',
      comment: 'A dialect knows no other dialect.',
      severity: 'error',
      from: { path: '^src/dialects/([^/]+)/' },
      to: { path: '^src/dialects/[^/]+/', pathNot: '^src/dialects/$1/' },
    },
    {
      name: 'source-without-tests',
      comment:
        'What is shipped imports nothing from test/, bench/ or scripts/, and no spec. Specs may use test/support.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^(test|bench|scripts)/', '\\.spec\\.ts$'] },
    },
    {
      name: 'migration-alone',
      comment: 'A migration must mean the same for ever: nothing that changes later may stand in it.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|test|bench|scripts)/' },
    },
    {
      name: 'sdk-alone',
      comment:
        'The client is a package of its own: it knows the document, and nothing of the desk or of Node.',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { pathNot: '^sdk/' },
    },
    {
      name: 'desk-without-sdk',
      comment: 'The desk does not speak to itself through its client.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^sdk/' },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it and it imports nothing.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/main\\.ts$' },
      to: {},
    },
    {
      name: 'declared-packages-only',
      comment: 'The package is not in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-packages-shipped',
      comment: 'What is shipped imports only `dependencies`: the container leaves the others out.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/golden/' },
    // Types bind as values do: an `import type` against the ladder is still an import against it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
