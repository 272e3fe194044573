import { processConfig } from './demo-model.config.js';
import { startDemoModel } from './demo-model.server.js';

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  const model = await startDemoModel(processConfig());
  say({ msg: 'listening', port: model.port });
  const stop = (): void => void model.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  say({ msg: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
  process.exitCode = 1;
}
