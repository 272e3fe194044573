/** `npm test`: everything a change must pass, with all its set-up, on a fresh machine. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startServices } from './services/start-services.mjs';
import { build } from './setup/build.mjs';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';
import { findChromium } from './test/chromium.mjs';
import { reportAndExit } from './test/report.mjs';
import { runStage } from './test/stages.mjs';
import { browserStage, checkStages, integrationStage, toolsStage, unitStage } from './test/suite.mjs';

const testDir = join(ROOT, '.data', 'test');
const reportDir = join(testDir, 'reports');
const say = (line) => console.log(line);
const outcomes = [];

await ensureRuntime(say);
rmSync(testDir, { recursive: true, force: true });
mkdirSync(reportDir, { recursive: true });

await step('build', () => build(say));
for (const stage of checkStages()) outcomes.push(await runStage(stage));
outcomes.push(await runStage(unitStage(reportDir)));
outcomes.push(await runStage(toolsStage(reportDir)));
await step('integration tests', runIntegrationTests);
await step('browser tests', async () => {
  outcomes.push(await runStage(browserStage(reportDir, findChromium(say))));
});
reportAndExit(outcomes);

async function runIntegrationTests() {
  const services = await startServices({ dataDir: join(testDir, 'services'), say });
  const addresses = {
    CLOAKROOM_TEST_MONGODB_URI: services.mongoUri,
    CLOAKROOM_TEST_REDIS_URL: services.redisUrl,
  };
  try {
    outcomes.push(await runStage(integrationStage(reportDir, addresses)));
  } finally {
    await services.stop();
  }
}

/** A step that could not even run counts as one failure, and the others still run. */
async function step(name, work) {
  try {
    await work();
  } catch (error) {
    console.error(`── ${name}: ${error instanceof Error ? error.message : 'could not run'}`);
    outcomes.push({ name, passed: 0, failed: 1 });
  }
}
