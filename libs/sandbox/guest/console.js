// console as Node prints it: the formats and the inspector are Node's own.
import inspector from 'node-inspect-extracted';
import { tell } from './bridge.js';

export const { inspect, format, formatWithOptions } = inspector;

let indent = '';
const counts = new Map();
const timers = new Map();

let streams;
let loadConsole = () => undefined;

/** Gives the console the program's own streams, whose `write` a program may replace, and Node's `Console`. */
export function linkConsole({ stdout, stderr }, load) {
  streams = { stdout: { own: stdout, plain: stdout.write }, stderr: { own: stderr, plain: stderr.write } };
  loadConsole = load;
}

function write(stream, text) {
  const known = streams?.[stream];
  if (known === undefined || known.own.write === known.plain) tell('out', 0, stream, text + '\n');
  else known.own.write(text + '\n');
}

function print(stream, args) {
  const text = format(...args);
  write(stream, indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`));
}

function cell(value) {
  return inspect(value, {
    depth:
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0,
    maxArrayLength: 3,
    breakLength: Infinity,
  });
}

function rows(data) {
  if (data instanceof Map) return [...data].map(([key, value], i) => [String(i), { Key: key, Values: value }, true]);
  if (data instanceof Set) return [...data].map((value, i) => [String(i), value]);
  return Object.keys(data).map((key) => [key, data[key]]);
}

function table(data, only) {
  if (typeof data !== 'object' || data === null) return null;
  const columns = [];
  let hasValues = false;
  const lines = rows(data).map(([key, row]) => {
    const primitive = row === null || (typeof row !== 'object' && typeof row !== 'function');
    if (primitive) {
      hasValues = true;
      return { key, cells: {}, value: cell(row) };
    }
    const cells = {};
    for (const name of only ?? Object.keys(row)) {
      if (!columns.includes(name)) columns.push(name);
      if (Object.hasOwn(row, name)) cells[name] = cell(row[name]);
    }
    return { key, cells, value: '' };
  });
  const iteration = data instanceof Map || data instanceof Set;
  const head = [iteration ? '(iteration index)' : '(index)', ...columns, ...(hasValues ? ['Values'] : [])];
  const body = lines.map((line) => [
    line.key,
    ...columns.map((name) => line.cells[name] ?? ''),
    ...(hasValues ? [line.value] : []),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((line) => line[i].length)) + 2);
  const row = (line) => `│${line.map((text, i) => ` ${text.padEnd(widths[i] - 1)}`).join('│')}│`;
  const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  return [rule('┌', '┬', '┐'), row(head), rule('├', '┼', '┤'), ...body.map(row), rule('└', '┴', '┘')].join('\n');
}

function elapsed(ms) {
  if (ms >= 60000) return `${Math.floor(ms / 60000)}:${((ms % 60000) / 1000).toFixed(3).padStart(6, '0')} (m:ss.mmm)`;
  return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`;
}

const log = (...args) => print('stdout', args);
const warn = (...args) => print('stderr', args);

export const consoleObject = {
  log,
  info: log,
  debug: log,
  warn,
  error: warn,
  dir(value, options) {
    print('stdout', [inspect(value, { customInspect: false, ...options })]);
  },
  dirxml: log,
  table(data, only) {
    const text = table(data, only);
    if (text === null) log(data);
    else log(text);
  },
  trace(...args) {
    const at = new Error().stack.split('\n').slice(2).join('\n');
    print('stderr', [`Trace: ${format(...args)}\n${at}`.trimEnd()]);
  },
  clear() {},
  timeStamp() {},
  profile() {},
  profileEnd() {},
  assert(condition, ...args) {
    if (condition) return;
    if (typeof args[0] === 'string') print('stderr', [`Assertion failed: ${args[0]}`, ...args.slice(1)]);
    else print('stderr', ['Assertion failed' + (args.length > 0 ? ':' : ''), ...args]);
  },
  group(...args) {
    if (args.length > 0) print('stdout', args);
    indent += '  ';
  },
  groupCollapsed(...args) {
    consoleObject.group(...args);
  },
  groupEnd() {
    indent = indent.slice(0, -2);
  },
  count(label = 'default') {
    const n = (counts.get(`${label}`) ?? 0) + 1;
    counts.set(`${label}`, n);
    log(`${label}: ${n}`);
  },
  countReset(label = 'default') {
    counts.delete(`${label}`);
  },
  time(label = 'default') {
    timers.set(`${label}`, performance.now());
  },
  timeLog(label = 'default', ...args) {
    const from = timers.get(`${label}`);
    if (from !== undefined) log(`${label}: ${elapsed(performance.now() - from)}`, ...args);
  },
  timeEnd(label = 'default') {
    consoleObject.timeLog(label);
    timers.delete(`${label}`);
  },
};
for (const [name, fn] of Object.entries(consoleObject)) Object.defineProperty(fn, 'name', { value: name });
Object.defineProperty(consoleObject, 'Console', {
  get: () => loadConsole('internal/console/constructor').Console,
  configurable: true,
});
Object.defineProperty(consoleObject, Symbol.toStringTag, { value: 'console', configurable: true });

export const writeRaw = (stream, text) => tell('out', 0, stream, text);
