// Node's own library inside the isolate: the sources that the build took out of the Node binary, evaluated on the first
// `require`. Their bindings to C++ are answered by `parts/`. Nothing of it runs, or is read, before a program asks for it.
import { inImage } from 'cloakroom:library';
import { askHost, request } from '../bridge.js';
import { nodeCrypto } from '../crypto.js';
import * as timers from '../event-loop.js';
import { fromBase64, indirectEval, jsonParse, NativeMap, NativeSet, reflectApply, toBase64 } from '../primordials.js';
import { proxyDetails } from '../proxies.js';
import { decodeUtf8 } from '../text-codec.js';
import { volume } from '../workspace.js';

const LIGHT_URL = /^fs$|^internal\/fs\//;

// What the parts may use of the trusted code.
function makeCore({ getProcess, load, names }) {
  return {
    askHost,
    request,
    decodeLossy: decodeUtf8,
    fromBase64: (text, options) => fromBase64(text, options),
    toBase64: (bytes, options) => toBase64(bytes, options),
    proxyDetails,
    NativeMap,
    NativeSet,
    nextTick: timers.nextTick,
    queueMicrotask: timers.queueMicrotask,
    timers,
    baseCrypto: nodeCrypto,
    volume,
    randomBytes: (size) => nodeCrypto.randomBytes(size),
    asyncContext: timers.asyncContext,
    get process() {
      return getProcess();
    },
    load,
    modules: () => names,
  };
}

/** `require` for ids of Node's library; `context` has the call's process, `load` (public modules) and `names`. */
export function makeLibrary({ getProcess, load, names }) {
  const loaded = new NativeMap();
  let primordials;
  const core = makeCore({ getProcess, load, names });
  loaded.set('cloakroom/core', { exports: core });

  const source = (id) => askHost('library.source', id);
  const evaluate = (id) => inImage[id] ?? indirectEval(`${source(id)}\n//# sourceURL=node:${id}`);
  // Of the URL module, which is large, `fs` wants one function, and that only for what is no string.
  const lightUrl = {
    toPathIfFileURL: (given) => (typeof given === 'string' ? given : requireId('internal/url').toPathIfFileURL(given)),
  };
  const lightRequire = (id) => (id === 'internal/url' ? lightUrl : requireId(id));
  function getPrimordials() {
    if (primordials === undefined) {
      const made = {};
      reflectApply(evaluate('internal/per_context/primordials'), undefined, [
        {},
        undefined,
        {},
        getProcess(),
        undefined,
        made,
      ]);
      primordials = made;
    }
    return primordials;
  }
  function requireId(id) {
    const found = loaded.get(id);
    if (found !== undefined) return found.exports;
    const unit = { exports: {}, id, loaded: false };
    loaded.set(id, unit);
    if (id === 'cloakroom/constants') unit.exports = jsonParse(source(id));
    else if (id.startsWith('cloakroom/parts/')) {
      reflectApply(evaluate(id), undefined, [unit.exports, requireId, unit, getProcess()]);
    } else {
      const facades = requireId('cloakroom/parts/facades');
      if (Object.hasOwn(facades, id)) unit.exports = facades[id]();
      else {
        const binding = requireId('cloakroom/parts/bindings');
        const own = LIGHT_URL.test(id) ? lightRequire : requireId;
        const args = [unit.exports, own, unit, getProcess(), (name) => binding(name, id), getPrimordials()];
        reflectApply(evaluate(id), undefined, args);
        if (id === 'internal/util/debuglog') unit.exports.initializeDebugEnv(getProcess().env.NODE_DEBUG);
      }
    }
    unit.loaded = true;
    return unit.exports;
  }
  return requireId;
}
