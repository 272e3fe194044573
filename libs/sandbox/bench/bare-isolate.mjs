/*
 * Baseline: isolated-vm with nothing around it. Answers each message {code} with {ms, result}; ms is the call alone,
 * without the messages. `warm` keeps one isolate and context, `fresh` makes both for each call.
 */
import ivm from 'isolated-vm';

const [mode] = process.argv.slice(2);

async function open() {
  const isolate = new ivm.Isolate({ memoryLimit: 128 });
  return { isolate, context: await isolate.createContext() };
}

const kept = mode === 'warm' ? await open() : null;

async function call(code) {
  const from = performance.now();
  const place = kept ?? (await open());
  const result = await place.context.eval(code, { timeout: 10_000, copy: true, promise: true });
  if (kept === null) place.isolate.dispose();
  return { ms: performance.now() - from, result };
}

process.on('message', ({ code }) => void call(code).then((answer) => process.send(answer)));
process.send({ ready: true });
