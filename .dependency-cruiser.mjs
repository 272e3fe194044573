/** The boundaries between the rooms, each an error. `docs/architecture.md` says why. */

const onlyIn = (name, engine, homes, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(apps|libs|e2e|bench)/', pathNot: [homes, '^e2e/support/'] },
  to: { path: `(^|/)node_modules/(${engine})(/|$)` },
});

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|\\.\\./dist/|cloakroom[:/]|internal/)' },
    },
    {
      name: 'no-app-to-app',
      comment: 'Apps import libs, never another app.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-lib-to-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'web-only-from-contracts',
      comment: 'What runs in a browser may know the contracts, and nothing else of the server.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^libs/', pathNot: '^libs/contracts/' },
    },
    {
      name: 'contracts-stand-alone',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: '^libs/', pathNot: '^libs/contracts/' },
    },
    {
      name: 'only-the-worker-opens-secrets',
      comment: 'The opening half of the vault is for the agent-worker alone.',
      severity: 'error',
      from: { path: '^(apps|libs|tools|bench)/', pathNot: '^(apps/agent-worker|libs/secrets|libs/testing)/' },
      to: { path: '^libs/secrets/(src|dist)/open' },
    },
    {
      name: 'no-testing-in-product',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|^libs/testing/|/testing/)' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'no-deep-imports',
      comment: 'A lib is entered by the doors in its package.json.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/[^/]+/(src|dist)/', pathNot: ['^$1/$2/', '^libs/[^/]+/(src|dist)/[^/]+\\.(ts|js|d\\.ts)$'] },
    },
    onlyIn('isolated-vm-in-sandbox', 'isolated-vm|pyodide', '^libs/sandbox/', 'Untrusted code has one room.'),
    onlyIn('mongoose-in-persistence', 'mongoose|mongodb', '^libs/(persistence|testing)/', 'MongoDB has one door.'),
    onlyIn('ioredis-in-platform', 'ioredis', '^libs/(platform|testing)/', 'Redis has one door.'),
    onlyIn(
      'bullmq-in-platform',
      'bullmq|@nestjs/bullmq',
      '^(libs/platform/|apps/agent-worker/)',
      'The queue has one door; consumers live in the worker.',
    ),
    onlyIn(
      'socket-io-in-realtime',
      'socket\\.io|@socket\\.io/.*|@nestjs/platform-socket\\.io',
      '^apps/gateway/src/realtime/',
      'Sockets have one room.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@cloakroom/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
