import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PlayedOidcProvider } from '@cloakroom/testing';
import { findFreePort } from '../../tools/services/child-service.mjs';
import { startStack } from '../../tools/stack/start-stack.mjs';
import { startPlayedXApi } from './played-x-api.js';
import { writeStackAddress } from './stack-address.js';

const testDir = join(import.meta.dirname, '..', '..', '.data', 'test');
const PASSED_ON = ['PATH', 'SANDBOX_LEVEL', 'MONGODB_DOWNLOAD'];

/**
 * Starts one whole stack for the run, by the code of `npm start`, on throw-away data and free ports, with `api.x.com`
 * and an OpenID Connect provider played on loopback. Returns what ends it.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  mkdirSync(testDir, { recursive: true });
  const dataDir = mkdtempSync(join(testDir, 'e2e-'));
  const played = await startPlayedXApi();
  const provider = await PlayedOidcProvider.start();
  const passedOn = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  const environment = {
    ...passedOn,
    EGRESS_HOST_OVERRIDES: `api.x.com=${played.origin}`,
    DEMO_MODEL_DELAY_MS: '5',
    SIGN_IN_TRIES_PER_MINUTE: '1000',
    // The pictures of the documentation show an installation as it is without further settings.
    ...(process.env.DOCS_SCREENSHOTS === '1' ? {} : { ...provider.environment, OIDC_NAME: 'Example' }),
  };
  const say = (line: string): void => console.log(`   ${line}`);
  try {
    const stack = await startStack({ dataDir, port: await findFreePort(), environment, say });
    const pids = Object.fromEntries(Object.entries(stack.processes).map(([name, child]) => [name, child.pid]));
    const { mongoUri, redisUrl } = stack.services;
    writeStackAddress({ url: stack.url, playedXApi: played.origin, dataDir, mongoUri, redisUrl, pids });
    return async () => {
      await stack.stop();
      await played.close();
      await provider.close();
      rmSync(dataDir, { recursive: true, force: true });
    };
  } catch (error) {
    await played.close();
    await provider.close();
    throw error;
  }
}
