// `fs` on /workspace: files in this isolate's memory; changed ones go back to the host at the end of the call.
import { nodeBuffer } from './lazy-globals.js';
import path from 'path-browserify';
import { encodeUtf8, TextDecoder } from './text-codec.js';
import { nextTick } from './event-loop.js';
import { fromBase64, toBase64 } from './primordials.js';

const ROOT = '/workspace';
const files = new Map();
const folders = new Set([ROOT]);
const changed = new Set();

const MESSAGES = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  EISDIR: 'illegal operation on a directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied, only /workspace can be used',
  ENAMETOOLONG: 'name too long',
};
const ERRNO = { ENOENT: -2, EEXIST: -17, EISDIR: -21, ENOTDIR: -20, ENOTEMPTY: -39, EACCES: -13, ENAMETOOLONG: -36 };
// The longest name of a part, as on Linux, and of a whole path, as the host takes it; in characters.
const MAX_PART = 255;
const MAX_PATH = 1000;

function fail(code, syscall, target) {
  const error = new Error(`${code}: ${MESSAGES[code]}, ${syscall} '${target}'`);
  return Object.assign(error, { errno: ERRNO[code], code, syscall, path: target });
}

function locate(target, syscall) {
  let name =
    typeof target === 'object' && target !== null && typeof target.href === 'string'
      ? decodeURIComponent(target.pathname)
      : ArrayBuffer.isView(target)
        ? new TextDecoder().decode(target)
        : target;
  if (typeof name !== 'string')
    throw Object.assign(new TypeError('The "path" argument must be of type string or an instance of Buffer or URL.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  const full = path.resolve(ROOT, name);
  if (full !== ROOT && !full.startsWith(`${ROOT}/`)) {
    if (full === '/' || full === '/tmp') return full;
    throw fail('EACCES', syscall, name);
  }
  if (full.length > MAX_PATH || full.split('/').some((part) => part.length > MAX_PART))
    throw fail('ENAMETOOLONG', syscall, name);
  return full;
}

function toBytes(data, encoding) {
  if (typeof data === 'string') return new Uint8Array(nodeBuffer().from(data, encoding ?? 'utf8'));
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (data instanceof ArrayBuffer) return new Uint8Array(data).slice();
  throw Object.assign(
    new TypeError('The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.'),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}

const encodingOf = (options) => (typeof options === 'string' ? options : (options?.encoding ?? null));

function makeFolder(full) {
  for (let at = full; at.startsWith(ROOT); at = path.dirname(at)) folders.add(at);
}

export function loadWorkspace(entries) {
  for (const { path: name, data } of entries) {
    const full = path.join(ROOT, name);
    makeFolder(path.dirname(full));
    files.set(full, fromBase64(data));
  }
}

export const hasChangedFiles = () => changed.size > 0;

export function changedFiles() {
  return [...changed]
    .filter((full) => files.has(full))
    .map((full) => ({ path: full.slice(ROOT.length + 1), data: toBase64(files.get(full)) }));
}

class Stats {
  constructor(full) {
    const isFile = files.has(full);
    const size = isFile ? files.get(full).length : 4096;
    const time = new Date();
    Object.assign(this, {
      dev: 1,
      ino: 1,
      mode: isFile ? 0o100644 : 0o40755,
      nlink: 1,
      uid: 1000,
      gid: 1000,
      size,
      blocks: Math.ceil(size / 512),
      atimeMs: +time,
      mtimeMs: +time,
      ctimeMs: +time,
      birthtimeMs: +time,
      atime: time,
      mtime: time,
      ctime: time,
      birthtime: time,
    });
    Object.defineProperty(this, 'isFile', { value: () => isFile });
    Object.defineProperty(this, 'isDirectory', { value: () => !isFile });
    for (const other of ['isSymbolicLink', 'isFIFO', 'isSocket', 'isBlockDevice', 'isCharacterDevice'])
      Object.defineProperty(this, other, { value: () => false });
  }
}

function write(target, data, options, append = false) {
  const syscall = 'open';
  const full = locate(target, syscall);
  if (folders.has(full)) throw fail('EISDIR', syscall, target);
  if (!folders.has(path.dirname(full))) throw fail('ENOENT', syscall, target);
  const flag = typeof options === 'object' && options !== null ? options.flag : undefined;
  if (flag?.includes('x') && files.has(full)) throw fail('EEXIST', syscall, target);
  const bytes = toBytes(data, encodingOf(options));
  const before = (append || flag?.startsWith('a')) && files.get(full);
  if (before) {
    const joined = new Uint8Array(before.length + bytes.length);
    joined.set(before);
    joined.set(bytes, before.length);
    files.set(full, joined);
  } else files.set(full, bytes);
  changed.add(full);
}

function listOf(full) {
  const names = new Set();
  for (const name of [...files.keys(), ...folders]) {
    if (name.startsWith(`${full}/`)) names.add(name.slice(full.length + 1).split('/')[0]);
  }
  return [...names].sort();
}

const sync = {
  readFile(target, options) {
    const full = locate(target, 'open');
    if (folders.has(full)) throw fail('EISDIR', 'read', target);
    const bytes = files.get(full);
    if (bytes === undefined) throw fail('ENOENT', 'open', target);
    const encoding = encodingOf(options);
    return encoding ? nodeBuffer().from(bytes).toString(encoding) : nodeBuffer().from(bytes);
  },
  writeFile: (target, data, options) => write(target, data, options),
  appendFile: (target, data, options) => write(target, data, options, true),
  exists: (target) => {
    try {
      const full = locate(target, 'access');
      return files.has(full) || folders.has(full);
    } catch {
      return false;
    }
  },
  access(target) {
    const full = locate(target, 'access');
    if (!files.has(full) && !folders.has(full)) throw fail('ENOENT', 'access', target);
  },
  stat(target, options) {
    const full = locate(target, 'stat');
    if (files.has(full) || folders.has(full)) return new Stats(full);
    if (options?.throwIfNoEntry === false) return undefined;
    throw fail('ENOENT', 'stat', target);
  },
  readdir(target, options) {
    const full = locate(target, 'scandir');
    if (files.has(full)) throw fail('ENOTDIR', 'scandir', target);
    if (!folders.has(full)) throw fail('ENOENT', 'scandir', target);
    const all = options?.recursive
      ? [...files.keys(), ...folders]
          .filter((name) => name.startsWith(`${full}/`))
          .map((name) => name.slice(full.length + 1))
          .sort()
      : listOf(full);
    if (!options?.withFileTypes) return all;
    return all.map((name) => {
      const stats = new Stats(`${full}/${name}`);
      return {
        name,
        parentPath: full,
        path: full,
        isFile: stats.isFile,
        isDirectory: stats.isDirectory,
        isSymbolicLink: () => false,
      };
    });
  },
  mkdir(target, options) {
    const full = locate(target, 'mkdir');
    if (files.has(full) || (folders.has(full) && !options?.recursive)) throw fail('EEXIST', 'mkdir', target);
    if (!folders.has(path.dirname(full)) && !options?.recursive) throw fail('ENOENT', 'mkdir', target);
    makeFolder(full);
    return options?.recursive ? full : undefined;
  },
  unlink(target) {
    const full = locate(target, 'unlink');
    if (folders.has(full)) throw fail('EISDIR', 'unlink', target);
    if (!files.delete(full)) throw fail('ENOENT', 'unlink', target);
  },
  rmdir(target) {
    const full = locate(target, 'rmdir');
    if (!folders.has(full)) throw fail('ENOENT', 'rmdir', target);
    if (listOf(full).length > 0) throw fail('ENOTEMPTY', 'rmdir', target);
    folders.delete(full);
  },
  rm(target, options) {
    const full = locate(target, 'rm');
    if (files.delete(full)) return;
    if (!folders.has(full)) {
      if (options?.force) return;
      throw fail('ENOENT', 'rm', target);
    }
    if (!options?.recursive) throw fail('EISDIR', 'rm', target);
    for (const name of [...files.keys()]) if (name.startsWith(`${full}/`)) files.delete(name);
    for (const name of [...folders])
      if (name !== ROOT && (name === full || name.startsWith(`${full}/`))) folders.delete(name);
  },
  rename(from, to) {
    const bytes = sync.readFile(from);
    write(to, bytes);
    files.delete(locate(from, 'rename'));
  },
  copyFile(from, to) {
    write(to, sync.readFile(from));
  },
  truncate(target, length = 0) {
    const bytes = new Uint8Array(length);
    bytes.set(sync.readFile(target).subarray(0, length));
    write(target, bytes);
  },
  realpath: (target) => {
    const full = locate(target, 'realpath');
    sync.access(target);
    return full;
  },
};
sync.lstat = sync.stat;

const constants = Object.freeze({ F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 });
export const promises = { constants };
export const fs = { constants, promises, Stats };
for (const [name, fn] of Object.entries(sync)) {
  fs[`${name}Sync`] = fn;
  if (name !== 'exists') promises[name] = async (...args) => fn(...args);
  fs[name] = (...args) => {
    const callback = args.pop();
    if (typeof callback !== 'function')
      throw Object.assign(new TypeError('The "cb" argument must be of type function.'), {
        code: 'ERR_INVALID_ARG_TYPE',
      });
    let error = null;
    let value;
    try {
      value = fn(...args);
    } catch (caught) {
      error = caught;
    }
    nextTick(() => (name === 'exists' ? callback(value) : error ? callback(error) : callback(null, value)));
  };
}
void encodeUtf8;
