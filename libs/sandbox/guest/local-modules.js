// `require` of files in /workspace: CommonJS modules and JSON, each evaluated once.
import path from 'path-browserify';
import { indirectEval, reflectApply } from './primordials.js';
import { isFile, readText } from './workspace.js';

function find(base) {
  for (const suffix of ['', '.js', '.cjs', '.json', '/index.js', '/index.cjs', '/index.json'])
    if (isFile(base + suffix)) return base + suffix;
  return null;
}

/** A `require` for files, relative to a folder; `load` finds everything that is not a path. */
export function makeLocalRequire(load) {
  const cache = new Map();
  const isLocal = (request) => typeof request === 'string' && /^(?:\.{0,2}\/|\.{1,2}$)/.test(request);
  function requireFrom(folder) {
    const resolve = (request) => {
      const full = find(path.resolve(folder, request));
      if (full !== null) return full;
      const message = `Cannot find module '${request}': there is no such file from ${folder}. This sandbox has these modules: ${load.names.join(', ')}.`;
      throw Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' });
    };
    const require = (request) => (isLocal(request) ? run(resolve(request)) : load(request));
    require.resolve = (request) => {
      if (isLocal(request)) return resolve(request);
      load(request);
      return request;
    };
    return Object.assign(require, { cache: {}, main: undefined });
  }
  function run(full) {
    const found = cache.get(full);
    if (found !== undefined) return found.exports;
    const unit = { exports: {}, id: full, filename: full, loaded: false };
    cache.set(full, unit);
    const text = readText(full).replace(/^\uFEFF/, '');
    try {
      if (full.endsWith('.json')) unit.exports = JSON.parse(text);
      else {
        const body = text.replace(/^#!/, '//');
        const program = indirectEval(
          `(function (exports, require, module, __filename, __dirname) {${body}\n})\n//# sourceURL=${full}`,
        );
        const folder = path.dirname(full);
        reflectApply(program, unit.exports, [unit.exports, requireFrom(folder), unit, full, folder]);
      }
    } catch (error) {
      cache.delete(full);
      if (error instanceof SyntaxError) error.message = `${full}: ${error.message}`;
      throw error;
    }
    unit.loaded = true;
    return unit.exports;
  }
  return requireFrom;
}
