// The trusted bootstrap of a JavaScript isolate. It runs before any agent code, captures what it needs, puts the
// web's and Node's globals in place, and hands the host one function, `dispatch`, which agent code cannot reach.
import './early.js';
import './globals.js';
import { connectBridge, receive } from './bridge.js';
import { macrotask, runNext, setUncaughtHandler } from './event-loop.js';
import { jsonParse } from './primordials.js';
import { checkIdle, glance, prepareProgram, runProgram, uncaught, unhandled } from './program.js';

setUncaughtHandler(uncaught);

function dispatch(operation, id, json) {
  if (operation === 'run') macrotask(() => runProgram(jsonParse(json)));
  else if (operation === 'reply') macrotask(() => receive(id, json));
  else if (operation === 'tick') macrotask(runNext);
  else if (operation === 'rejection') macrotask(() => unhandled(jsonParse(json)));
  else if (operation === 'check') return checkIdle(true);
  else if (operation === 'glance') return glance();
  checkIdle(false);
  return -1;
}

export function boot(post, ask, limits) {
  connectBridge(post, ask);
  macrotask(() => prepareProgram(jsonParse(limits)));
  return dispatch;
}
