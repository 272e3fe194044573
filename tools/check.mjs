/** `npm run check`: what needs no service and no browser: format, lint, types, boundaries, unused code, unit tests. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';
import { checkStages, unitStage } from './test/suite.mjs';
import { runStage } from './test/stages.mjs';
import { reportAndExit } from './test/report.mjs';

await ensureRuntime(console.log);
const reportDir = join(ROOT, '.data', 'test', 'reports');
mkdirSync(reportDir, { recursive: true });
const outcomes = [];
for (const stage of [...checkStages(), unitStage(reportDir)]) outcomes.push(await runStage(stage));
reportAndExit(outcomes);
