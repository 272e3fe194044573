/*
 * Baseline: Pyodide with nothing around it. `plain` boots from its wheels, `snapshot FILE` from a memory snapshot,
 * `make-snapshot FILE` writes that snapshot. Answers each message {code} with {ms, result}; ms is the call alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { loadPyodide } from 'pyodide';

const [mode, file] = process.argv.slice(2);

if (mode === 'make-snapshot') {
  const pyodide = await loadPyodide({ _makeSnapshot: true });
  await writeFile(file, pyodide.makeMemorySnapshot());
  process.exit(0);
}

const pyodide = await loadPyodide(mode === 'snapshot' ? { _loadSnapshot: await readFile(file) } : {});

async function call(code) {
  const from = performance.now();
  const globals = pyodide.toPy({});
  const result = await pyodide.runPythonAsync(code, { globals });
  globals.destroy();
  return { ms: performance.now() - from, result };
}

process.on('message', ({ code }) => void call(code).then((answer) => process.send(answer)));
process.send({ ready: true });
