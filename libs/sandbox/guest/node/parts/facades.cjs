'use strict';
// Modules of Node's library that this sandbox answers by itself: they belong to the process, its threads or its files.
const core = require('cloakroom/core');

const owner = Symbol('owner_symbol');
const nothing = () => undefined;
const kEvents = Symbol('kEvents');

function unwatched(name) {
  return function watch() {
    throw Object.assign(new TypeError(`${name} is not available in this sandbox.`), {
      code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    });
  };
}

const loaded = {
  'internal/options': () => ({
    getOptionValue: nothing,
    getEmbedderOptions: () => ({}),
    getAllowUnauthorized: () => false,
  }),
  'internal/bootstrap/realm': () => ({
    BuiltinModule: {
      exists: (id) => id.startsWith('internal/') || core.modules().includes(id),
      canBeRequiredByUsers: (id) => core.modules().includes(id),
      canBeRequiredWithoutScheme: (id) => core.modules().includes(id),
      normalizeRequirableId: (id) => id.replace(/^node:/, ''),
    },
  }),
  'internal/v8/startup_snapshot': () => ({
    namespace: { addDeserializeCallback() {}, addSerializeCallback() {}, isBuildingSnapshot: () => false },
    isBuildingSnapshot: () => false,
    addDeserializeCallback() {},
    addAfterUserSerializeDeserializeSnapshot() {},
    runDeserializeCallbacks() {},
  }),
  'internal/source_map/source_map_cache': () => ({
    getSourceMapsSupport: () => ({ enabled: false }),
    findSourceMap: nothing,
  }),
  'internal/errors/error_source': () => ({ getErrorSourceExpression: nothing, getErrorSource: nothing }),
  'internal/repl/history': () => ({
    ReplHistory: class {
      history = [];
      index = -1;
      size = 0;
      initialize() {}
      addHistory(_isMultiline, _lastCommandErrored, line) {
        return line;
      }
    },
  }),
  'internal/modules/helpers': () => ({}),
  'internal/process/permission': () => ({ isEnabled: () => false, has: () => true }),
  'internal/process/task_queues': () => ({ queueMicrotask: core.queueMicrotask, nextTick: core.nextTick }),
  'internal/process/per_thread': () => ({ toggleTraceCategoryState() {}, platform: 'linux' }),
  'internal/process/execution': () => ({}),
  'internal/process/warning': () => ({ emitWarning: (...args) => core.process.emitWarning(...args) }),
  'internal/worker/js_transferable': () => ({
    markTransferMode() {},
    setup() {},
    structuredClone,
    kClone: Symbol('kClone'),
    kDeserialize: Symbol('kDeserialize'),
    kTransfer: Symbol('kTransfer'),
    kTransferList: Symbol('kTransferList'),
  }),
  'internal/encoding': () => ({ TextEncoder, TextDecoder }),
  'internal/blob': () => ({
    createBlobFromFilePath: (path) => new Blob([require('fs').readFileSync(path)]),
    Blob,
    File,
    isBlob: (value) => value instanceof Blob,
    isFile: (value) => value instanceof File,
  }),
  'internal/file': () => ({ File }),
  'internal/event_target': () => ({
    Event,
    CustomEvent,
    EventTarget,
    kEvents,
    kMaxEventTargetListeners: Symbol('events.maxEventTargetListeners'),
    kResistStopPropagation: Symbol('kResistStopPropagation'),
    kWeakHandler: Symbol('kWeak'),
    isEventTarget: (value) => value instanceof EventTarget,
  }),
  'internal/abort_controller': () => ({
    AbortController,
    AbortSignal,
    transferableAbortController: () => new AbortController(),
    transferableAbortSignal: (signal) => signal,
    aborted: (signal) =>
      signal.aborted
        ? Promise.resolve()
        : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  }),
  'internal/crypto/keys': () => ({
    isKeyObject: (value) => require('cloakroom/parts/keys').KeyObject.isKey(value),
    isCryptoKey: (value) => value instanceof CryptoKey,
  }),
  'internal/timers': () => ({ kTimeout: Symbol('timeout'), ...core.timers }),
  timers: () => core.load('timers'),
  'internal/fs/watchers': () => ({
    kFSWatchStart: Symbol('kFSWatchStart'),
    FSWatcher: unwatched('fs.watch()'),
    StatWatcher: unwatched('fs.watchFile()'),
    watch: unwatched('fs.promises.watch()'),
  }),
  'internal/fs/recursive_watch': () => ({
    FSWatcher: unwatched('fs.watch()'),
    watch: unwatched('fs.promises.watch()'),
  }),
  vm: () => ({}),
  'internal/util/trace_timer': () => ({}),
  'internal/perf/utils': () => ({ now: () => performance.now(), getMilestoneTimestamp: () => 0 }),
  'internal/webstreams/readablestream': () => ({
    ReadableStream,
    ReadableStreamDefaultReader,
    isReadableStream: (value) => value instanceof ReadableStream,
    isReadableByteStreamController: (value) => value instanceof ReadableByteStreamController,
  }),
  'internal/webstreams/writablestream': () => ({
    WritableStream,
    WritableStreamDefaultWriter,
    isWritableStream: (value) => value instanceof WritableStream,
  }),
  'internal/webstreams/transformstream': () => ({ TransformStream }),
  'internal/webstreams/queuingstrategies': () => ({ CountQueuingStrategy, ByteLengthQueuingStrategy }),
  async_hooks: () => require('cloakroom/parts/async-hooks'),
  'internal/async_hooks': () => ({
    defaultTriggerAsyncIdScope: (...[, work, ...args]) => work(...args),
    symbols: { owner_symbol: owner },
    getHookArrays: () => [[], []],
  }),
};

module.exports = loaded;
