import { join } from 'node:path';
import { countJest, countJunit, countPlaywright } from './stages.mjs';

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** Checks that read the code and start nothing. */
export function checkStages() {
  return [
    { name: 'types', command: 'tsc', args: ['-b'], minutes: 5 },
    { name: 'format', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'], minutes: 3 },
    { name: 'lint', command: 'eslint', args: ['.', '--max-warnings', '0'], minutes: 8 },
    {
      name: 'boundaries',
      command: 'depcruise',
      args: ['--config', '.dependency-cruiser.mjs', 'apps', 'libs', 'e2e', 'bench', 'tools'],
      minutes: 3,
    },
    { name: 'unused code', command: 'knip', args: [], minutes: 3 },
  ];
}

/** Tests without I/O, beside the code. */
export function unitStage(reportDir) {
  return jestStage({ name: 'unit tests', project: 'unit', reportDir, minutes: 8, workers: 2 });
}

/** Tests with the real database, Redis and sandbox processes. */
export function integrationStage(reportDir, environment) {
  return {
    ...jestStage({ name: 'integration tests', project: 'int', reportDir, minutes: 40, workers: 2 }),
    environment,
  };
}

function jestStage({ name, project, reportDir, minutes, workers }) {
  const file = join(reportDir, `${project}.json`);
  return {
    name,
    command: 'node',
    args: [...JEST, '--selectProjects', project, '--maxWorkers', String(workers), '--json', '--outputFile', file],
    minutes,
    count: () => countJest(file),
  };
}

/** Tests of the tools themselves. */
export function toolsStage(reportDir) {
  const file = join(reportDir, 'tools.xml');
  return {
    name: 'tools tests',
    command: 'node',
    args: [
      '--test',
      '--test-timeout=120000',
      ...['--test-reporter=dot', '--test-reporter-destination=stdout'],
      ...['--test-reporter=junit', `--test-reporter-destination=${file}`],
      'tools/**/*.test.mjs',
    ],
    minutes: 8,
    count: () => countJunit(file),
  };
}

/** The product in a real browser, over real HTTP and sockets. */
export function browserStage(reportDir, chromium) {
  const file = join(reportDir, 'browser.json');
  return {
    name: 'browser tests',
    command: 'playwright',
    args: ['test', '--config', 'e2e/playwright.config.ts'],
    minutes: 25,
    environment: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    count: () => countPlaywright(file),
  };
}
