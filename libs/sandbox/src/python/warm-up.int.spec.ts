import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PROCESS_FLAGS } from '../process-flags.js';
import { buildImage, PythonDriver } from './testing/python-driver.js';

/** Everything of an interpreter that a program can look at and that an earlier program could have changed. */
const FINGERPRINT = `
import asyncio, atexit, builtins, decimal, gc, json, linecache, logging, os, re, socket, sys, threading, types, warnings
import requests
task = asyncio.create_task(asyncio.sleep(0))
await task
modules = {name: sorted(vars(module)) for name, module in sys.modules.items()
           if isinstance(module, types.ModuleType) and name != "__main__"}
files = sorted(os.path.join(folder, name) for root in ("/workspace", "/tmp", "/home", "/etc")
               for folder, _, names in os.walk(root) for name in names)
json.dumps({
    "modules": sorted(sys.modules), "names": str(hash(json.dumps(modules, sort_keys=True))), "builtins": dir(builtins),
    "gc": [gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), len(gc.garbage), gc.get_stats()[2]["collections"]],
    "path": sys.path, "finders": [str(getattr(finder, "__name__", type(finder).__name__)) for finder in sys.meta_path],
    "importers": sorted(sys.path_importer_cache), "environment": dict(os.environ), "cwd": os.getcwd(), "files": files,
    "lines": sorted(linecache.cache), "filters": len(warnings.filters), "once": len(warnings.onceregistry),
    "threads": [thread.name for thread in threading.enumerate()], "tasks": len(asyncio.all_tasks()),
    "task": task.get_name(), "atexit": atexit._ncallbacks(), "patterns": len(re._cache),
    "loggers": sorted(logging.root.manager.loggerDict), "handlers": len(logging.root.handlers), "argv": sys.argv,
    "decimal": str(decimal.getcontext()), "socket": socket.getdefaulttimeout(), "main": sorted(vars(sys.modules["__main__"])),
    "cookies": len(requests.Session().cookies), "unraisable": sys.unraisablehook is sys.__unraisablehook__,
})`;

async function probe(): Promise<Record<string, unknown>> {
  const script = join(import.meta.dirname, '../../dist/python/testing/warm-up-probe.js');
  const child = spawn(process.execPath, [...PROCESS_FLAGS.python, script], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  child.stdin.end(FINGERPRINT);
  return JSON.parse(await text(child.stdout)) as Record<string, unknown>;
}

describe('a prepared interpreter', () => {
  let driver: PythonDriver;

  beforeAll(async () => {
    buildImage();
    driver = await PythonDriver.start();
  }, 300_000);

  afterAll(() => driver.kill());

  it('is after its warm-up what it was before, and comes with code that V8 takes', async () => {
    const { programTaken, engineCacheTaken, restored, warmed } = await probe();
    expect({ programTaken, engineCacheTaken }).toEqual({ programTaken: true, engineCacheTaken: true });
    expect(JSON.parse(String(restored))).toMatchObject({ environment: {}, files: ['/etc/ssl/cert.pem'], tasks: 1 });
    expect(JSON.parse(String(warmed))).toEqual(JSON.parse(String(restored)));
  }, 60_000);

  it('is used once: calls one upon the other find nothing of those before', async () => {
    const leave = `
import builtins, json, os, sys, js
found = [hasattr(builtins, "left"), "left" in sys.modules, os.path.exists("/tmp/left"), hasattr(js, "left"), "LEFT" in os.environ]
builtins.left = js.left = 1
sys.modules["left"] = json
json.loads = None
os.environ["LEFT"] = "1"
open("/tmp/left", "w").close()
str(any(found))`;
    const results: (string | null)[] = [];
    for (let count = 0; count < 4; count += 1) results.push((await driver.run(leave)).result);
    expect(results).toEqual(['False', 'False', 'False', 'False']);
  }, 60_000);
});
