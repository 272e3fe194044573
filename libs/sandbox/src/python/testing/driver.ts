/*
 * Test driver: a process with the sandbox process's flags that runs programs one after another, each in a fresh
 * isolate. Orders come as JSON lines on stdin; each answer is one JSON line on stdout.
 */
import { createInterface } from 'node:readline';

import { createPythonRuntime } from '../index.js';
import { driverOrderSchema, type DriverAnswer } from './driver-protocol.js';
import { PlayedEgress } from './played-egress.js';

const runtime = createPythonRuntime();
const answer = (value: DriverAnswer) => process.stdout.write(`${JSON.stringify(value)}\n`);
const preparing = performance.now();
await runtime.prepare();
answer({ ready: true, ms: performance.now() - preparing });

for await (const line of createInterface({ input: process.stdin })) {
  const order = driverOrderSchema.parse(JSON.parse(line));
  let stdout = '';
  let stderr = '';
  const calls: string[] = [];
  const egress = new PlayedEgress();
  const started = performance.now();
  const result = await runtime.execute(
    {
      code: order.code,
      env: order.env,
      files: order.files.map(({ path, text }) => ({ path, bytes: Buffer.from(text) })),
    },
    {
      call: (operation, json) => {
        calls.push(operation);
        return egress.call(operation, json);
      },
      output: (stream, text) => {
        if (stream === 'stdout') stdout += text;
        else stderr += text;
      },
    },
  );
  const files = result.files.map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString() }));
  answer({ ready: false, ...result, files, stdout, stderr, calls, ms: performance.now() - started });
}
