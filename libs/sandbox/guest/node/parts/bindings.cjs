'use strict';
// The small bindings of Node's library: constants, and the host where only the host knows.
const constants = require('cloakroom/constants');
const { askHost } = require('cloakroom/core');
const { makeUtil, types } = require('cloakroom/parts/util');

const nothing = () => undefined;
const symbols = Object.fromEntries(
  [
    'async_id_symbol',
    'handle_onclose',
    'no_message_symbol',
    'messaging_deserialize_symbol',
    'messaging_transfer_symbol',
    'messaging_clone_symbol',
    'messaging_transfer_list_symbol',
    'oninit',
    'owner_symbol',
    'onpskexchange',
    'resource_symbol',
    'trigger_async_id_symbol',
    'vm_dynamic_import_default_internal',
    'vm_dynamic_import_main_context_default',
  ].map((name) => [name, Symbol(name)]),
);

function transcode(...[source, from, to]) {
  const { encoders, utf8Text, ucs2Slice, latin1Slice, asciiSlice } = require('cloakroom/parts/buffer');
  const read = {
    utf8: utf8Text,
    ucs2: (bytes) => ucs2Slice(bytes),
    utf16le: (bytes) => ucs2Slice(bytes),
    latin1: (bytes) => latin1Slice(bytes),
    binary: (bytes) => latin1Slice(bytes),
    ascii: (bytes) => asciiSlice(bytes),
  };
  if (read[from] === undefined || read[to] === undefined) return 1;
  const highest = to === 'ascii' ? 127 : 255;
  const narrow = to === 'ascii' || to === 'latin1' || to === 'binary';
  const text = [...read[from](source)];
  const kept = narrow ? text.map((char) => (char.codePointAt(0) > highest ? '?' : char)) : text;
  const { buffer } = encoders[to](kept.join(''));
  return require('buffer').Buffer.from(buffer);
}

const makers = {
  async_context_frame: () => ({
    getContinuationPreservedEmbedderData: nothing,
    setContinuationPreservedEmbedderData() {},
  }),
  blob: () => ({ createBlob: nothing, concat: nothing }),
  buffer: () => require('cloakroom/parts/buffer'),
  builtins: () => ({ builtinIds: [], natives: {} }),
  config: () => ({ hasIntl: true, hasInspector: false, hasOpenSSL: true, fipsMode: false, bits: 64, hasCrypto: true }),
  constants: () => constants,
  contextify: () => ({ constants: { measureMemory: {} } }),
  diagnostics_channel: () => ({ subscribers: new Uint32Array(16), linkNativeChannel: nothing }),
  encoding_binding: () => ({ toASCII: (name) => askHost('url.domainToASCII', name), toUnicode: (name) => name }),
  errors: () => ({
    exitCodes: { kNoFailure: 0, kGenericUserError: 1 },
    noSideEffectsToString: String,
    triggerUncaughtException(error) {
      throw error;
    },
    getErrorSourcePositions: nothing,
    setPrepareStackTraceCallback() {},
  }),
  fs: () => require('cloakroom/parts/fs-binding'),
  fs_dir: () => require('cloakroom/parts/fs-binding').dir,
  icu: () => ({ icuErrName: (code) => (code === 1 ? 'U_ILLEGAL_ARGUMENT_ERROR' : 'U_ZERO_ERROR'), transcode }),
  messaging: () => ({ DOMException, structuredClone, MessageChannel }),
  mksnapshot: () => ({ isBuildingSnapshotBuffer: [0], setDeserializeMainFunction() {} }),
  module_wrap: () => ({}),
  options: () => ({
    getCLIOptionsValues: () => ({ __proto__: null, '--stack-trace-limit': 10, '--pending-deprecation': false }),
    getEmbedderOptions: () => ({}),
  }),
  os: () => ({ getOSInformation: () => ['Linux', '', '', 'x86_64'] }),
  process_methods: () => ({}),
  stream_wrap: () => ({ streamBaseState: [], kReadBytesOrError: 0 }),
  string_decoder: () => require('cloakroom/parts/string-decoder'),
  symbols: () => symbols,
  trace_events: () => ({ getCategoryEnabledBuffer: () => [0], trace: nothing, isTraceCategoryEnabled: () => false }),
  types: () => types,
  url: () => require('cloakroom/parts/url-binding'),
  util: () => makeUtil(require),
  url_pattern: () => ({ URLPattern }),
  uv: () => ({
    errname: (number) => constants.uv.find(([code]) => code === number)?.[1],
    getErrorMap: () => new Map(constants.uv.map(([code, name, message]) => [code, [name, message]])),
    getErrorMessage: (number) => constants.uv.find(([code]) => code === number)?.[2],
    ...Object.fromEntries(constants.uv.map(([code, name]) => [`UV_${name}`, code])),
  }),
  zlib: () => require('cloakroom/parts/zlib-binding'),
};

const made = new Map();
/** What `internalBinding` answers inside Node's library. */
module.exports = function internalBinding(name, importer) {
  if (!Object.hasOwn(makers, name)) throw new Error(`This sandbox has no ${name}.`);
  if (!made.has(name)) made.set(name, makers[name]());
  // Without ICU's tables the inspector counts columns by itself.
  if (name === 'config' && importer === 'internal/util/inspect') return { ...made.get(name), hasIntl: false };
  return made.get(name);
};
