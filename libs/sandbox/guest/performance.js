// The clock, and user timing after its standard. Steps are those of the isolate's only clock: milliseconds.
const origin = Date.now();
let last = 0;
const clock = () => (last = Math.max(last, Date.now() - origin));
const MAKE = Symbol('make');
const entries = [];

export class PerformanceEntry {
  #fields;
  constructor(token, fields) {
    if (token !== MAKE) throw new TypeError('Illegal constructor');
    this.#fields = fields;
  }
  get name() {
    return this.#fields.name;
  }
  get entryType() {
    return this.#fields.entryType;
  }
  get startTime() {
    return this.#fields.startTime;
  }
  get duration() {
    return this.#fields.duration;
  }
  get detail() {
    return this.#fields.detail;
  }
  toJSON() {
    return { ...this.#fields };
  }
  [Symbol.for('nodejs.util.inspect.custom')](_depth, options, inspect) {
    return `${this.constructor.name} ${inspect(this.#fields, options)}`;
  }
}

function timeOf(value, name) {
  if (value === undefined) return clock();
  const time = Number(value);
  if (Number.isNaN(time)) throw new TypeError(`The "${name}" argument must be a number`);
  if (time < 0) throw new TypeError(`${time} is an invalid timestamp`);
  return time;
}
export class PerformanceMark extends PerformanceEntry {
  constructor(name, options = {}) {
    if (arguments.length === 0) throw new TypeError('The "name" argument must be specified');
    const detail = options?.detail === undefined || options.detail === null ? null : structuredClone(options.detail);
    super(MAKE, {
      name: `${name}`,
      entryType: 'mark',
      startTime: timeOf(options?.startTime, 'startTime'),
      duration: 0,
      detail,
    });
  }
}
export class PerformanceMeasure extends PerformanceEntry {}

function pointOf(value, otherwise) {
  if (value === undefined) return otherwise;
  if (typeof value === 'number') return timeOf(value, 'mark');
  const mark = entries.findLast((entry) => entry.entryType === 'mark' && entry.name === `${value}`);
  if (mark === undefined) throw new DOMException(`The "${value}" performance mark has not been set`, 'SyntaxError');
  return mark.startTime;
}
function span(startOrOptions, endMark) {
  const options = typeof startOrOptions === 'object' && startOrOptions !== null ? startOrOptions : null;
  if (options === null) return { start: pointOf(startOrOptions, 0), end: pointOf(endMark, clock()), detail: null };
  const { start, end, duration, detail } = options;
  if (endMark !== undefined || (start === undefined && end === undefined && Object.keys(options).length > 0))
    throw new TypeError('A measure with options needs a start or an end, and no end mark');
  if (start !== undefined && end !== undefined && duration !== undefined)
    throw new TypeError('A measure takes two of start, end and duration');
  const until = end !== undefined || duration === undefined ? pointOf(end, clock()) : pointOf(start, 0) + duration;
  const from = start !== undefined || duration === undefined ? pointOf(start, 0) : until - duration;
  return { start: from, end: until, detail: detail === undefined || detail === null ? null : structuredClone(detail) };
}

const inOrder = (list) => list.toSorted((a, b) => a.startTime - b.startTime);
function clear(entryType, name) {
  for (let i = entries.length - 1; i >= 0; i -= 1)
    if (entries[i].entryType === entryType && (name === undefined || entries[i].name === `${name}`))
      entries.splice(i, 1);
}

export class Performance {
  now() {
    return clock();
  }
  get timeOrigin() {
    return origin;
  }
  mark(name, options) {
    const entry = new PerformanceMark(...(arguments.length === 0 ? [] : [name, options]));
    entries.push(entry);
    return entry;
  }
  measure(name, startOrOptions, endMark) {
    if (arguments.length === 0) throw new TypeError('The "name" argument must be specified');
    const { start, end, detail } = span(startOrOptions, endMark);
    const fields = { name: `${name}`, entryType: 'measure', startTime: start, duration: end - start, detail };
    const entry = new PerformanceMeasure(MAKE, fields);
    entries.push(entry);
    return entry;
  }
  clearMarks(name) {
    clear('mark', name);
  }
  clearMeasures(name) {
    clear('measure', name);
  }
  getEntries() {
    return inOrder(entries);
  }
  getEntriesByType(type) {
    return inOrder(entries.filter((entry) => entry.entryType === `${type}`));
  }
  getEntriesByName(name, type) {
    return inOrder(
      entries.filter((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === type)),
    );
  }
  timerify(work) {
    return work;
  }
  eventLoopUtilization() {
    return { idle: 0, active: 0, utilization: 0 };
  }
  toJSON() {
    return { timeOrigin: origin };
  }
}
export const performance = new Performance();
