'use strict';
// The `fs` and `fs_dir` bindings of Node's library: system calls on the files in memory.
const core = require('cloakroom/core');
const constants = require('cloakroom/constants');
const descriptors = require('cloakroom/parts/fs-descriptors');
const { FileFailure, find, at, touch, create, touchAll } = core.volume;

const { fs: flagOf, uv } = constants;
const kUsePromises = Symbol('fs_use_promises_symbol');
const fail = (code, message) => {
  throw new FileFailure(code, message);
};
const textOf = (name) => (typeof name === 'string' ? name : core.decodeLossy(name));
const encoded = (name, encoding) => {
  if (encoding === undefined || encoding === null || encoding === 'utf8') return name;
  const bytes = require('buffer').Buffer.from(name);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
};

function exception(failure, syscall, [path, dest]) {
  const [errno, , known] = uv.find(([, code]) => code === failure.code);
  if (syscall === 'mkdtemp') path = `${textOf(path)}XXXXXX`;
  const shown = path === undefined ? '' : ` '${textOf(path)}'${dest === undefined ? '' : ` -> '${textOf(dest)}'`}`;
  const error = new Error(`${failure.code}: ${failure.message ?? known}, ${syscall}${shown}`);
  Object.assign(error, { errno, code: failure.code, syscall });
  if (path !== undefined) error.path = textOf(path);
  if (dest !== undefined) error.dest = textOf(dest);
  return error;
}

class FSReqCallback {
  constructor(bigint) {
    this.bigint = bigint;
  }
}

const ON_DESCRIPTOR = 0;
// A call answers at once, to a request object, or with a promise, by what stands among its arguments.
function call(syscall, work, pathCount) {
  const run = (args) => {
    try {
      return work(...args);
    } catch (error) {
      if (!(error instanceof FileFailure)) throw error;
      throw exception(error, syscall, pathCount > 0 ? args.slice(0, pathCount) : []);
    }
  };
  return (...args) => {
    if (pathCount === ON_DESCRIPTOR) require('internal/validators').validateInt32(args[0], 'fd', 0);
    const index = args.findIndex((arg) => arg === kUsePromises || arg instanceof FSReqCallback);
    if (index === -1) return run(args);
    const req = args[index];
    args[index] = undefined;
    if (req === kUsePromises) {
      return new Promise((resolve, reject) => {
        let settle;
        try {
          const value = run(args);
          settle = () => resolve(value);
        } catch (error) {
          settle = () => reject(error);
        }
        core.timers.setImmediate(settle);
      });
    }
    let answer;
    try {
      const value = run(args);
      answer = value === undefined ? [null] : [null, value];
    } catch (error) {
      answer = [error];
    }
    core.timers.setImmediate(() => req.oncomplete(...answer));
    return undefined;
  };
}

function statOf(node, bigint) {
  const isFile = node.kind === 'file';
  const size = isFile ? node.size : node.kind === 'link' ? node.target.length : 4096;
  const times = [node.atime, node.mtime, node.ctime, node.birthtime].flatMap((ms) => [
    Math.floor(ms / 1000),
    Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6),
  ]);
  const { mode, nlink, uid, gid, ino } = node;
  const fields = [1, mode, nlink, uid, gid, 0, 4096, ino, size, Math.ceil(size / 512), ...times];
  return bigint ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
}
const TERMINAL = { kind: 'pipe', mode: 0o010600, nlink: 1, uid: 1000, gid: 1000, ino: 1, atime: 0, mtime: 0 };
Object.assign(TERMINAL, { ctime: 0, birthtime: 0 });

function statAt(follow) {
  return (path, bigint, _req, throwIfNoEntry) => {
    try {
      return statOf(at(textOf(path), follow), bigint);
    } catch (error) {
      const isMissing = error instanceof FileFailure && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
      if (isMissing && throwIfNoEntry === false) return undefined;
      throw error;
    }
  };
}

const TYPES = { file: flagOf.UV_DIRENT_FILE, folder: flagOf.UV_DIRENT_DIR, link: flagOf.UV_DIRENT_LINK };
function list(path) {
  const node = at(textOf(path));
  if (node.kind !== 'folder') fail('ENOTDIR');
  return [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
function readdir(path, encoding, withTypes) {
  const entries = list(path);
  const names = entries.map(([name]) => encoded(name, encoding));
  return withTypes ? [names, entries.map(([, node]) => TYPES[node.kind])] : names;
}

function mkdir(path, mode, recursive) {
  const text = textOf(path);
  if (!recursive) {
    create(find(text, false), 'folder', mode & 0o777);
    return undefined;
  }
  const { resolve, dirname } = require('path');
  const full = resolve('/workspace', text);
  const missing = [];
  for (let here = full; ; here = dirname(here)) {
    let found;
    try {
      found = find(here).node;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    if (found !== undefined) {
      if (found.kind !== 'folder') fail(here === full ? 'EEXIST' : 'ENOTDIR');
      break;
    }
    missing.unshift(here);
  }
  for (const here of missing) create(find(here), 'folder', mode & 0o777);
  return missing[0];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
function mkdtemp(prefix, encoding) {
  const end = Array.from({ length: 6 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join('');
  const path = textOf(prefix) + end;
  create(find(path), 'folder', 0o700);
  return encoded(path, encoding);
}

function detach({ parent, name, node }) {
  parent.entries.delete(name);
  node.nlink -= 1;
  touch(parent);
}
const isFixed = ({ parent, full }) => full === '/' || full === '/workspace' || parent === undefined;
function unlink(path) {
  const found = find(textOf(path), false);
  if (found.node === undefined) fail('ENOENT');
  if (found.node.kind === 'folder') fail('EISDIR');
  detach(found);
}
function rmdir(path) {
  const found = find(textOf(path), false);
  if (found.node === undefined) fail('ENOENT');
  if (found.node.kind !== 'folder') fail('ENOTDIR');
  if (isFixed(found)) fail('EBUSY');
  if (found.node.entries.size > 0) fail('ENOTEMPTY');
  detach(found);
}
function rm(path, _retries, recursive) {
  const found = find(textOf(path), false);
  if (found.node === undefined) return;
  if (found.node.kind === 'folder' && !recursive) fail('EISDIR');
  if (isFixed(found)) {
    if (found.full === '/workspace') found.node.entries.clear();
    else fail('EBUSY');
  } else detach(found);
}
function rename(from, to) {
  const source = find(textOf(from), false);
  if (source.node === undefined) fail('ENOENT');
  const target = find(textOf(to), false);
  if (isFixed(source) || isFixed(target)) fail('EBUSY');
  if (target.node === source.node) return;
  if (target.full.startsWith(`${source.full}/`)) fail('EINVAL');
  if (target.node !== undefined) {
    const isFolder = source.node.kind === 'folder';
    if (target.node.kind === 'folder' && !isFolder) fail('EISDIR');
    if (target.node.kind !== 'folder' && isFolder) fail('ENOTDIR');
    if (target.node.kind === 'folder' && target.node.entries.size > 0) fail('ENOTEMPTY');
  }
  source.parent.entries.delete(source.name);
  target.parent.entries.set(target.name, source.node);
  touch(source.parent);
  touch(target.parent);
  touchAll(source.node);
}
function copyFile(from, to, mode = 0) {
  const node = at(textOf(from));
  if (node.kind === 'folder') fail('EISDIR');
  if (!(node.mode & 0o400)) fail('EACCES');
  const found = find(textOf(to));
  if (found.node === node) return;
  if (found.node?.kind === 'folder') fail('EISDIR');
  if (found.node !== undefined && !(found.node.mode & 0o200)) fail('EACCES');
  if (found.node !== undefined && mode & flagOf.COPYFILE_EXCL) fail('EEXIST');
  const target = found.node ?? create(found, 'file', node.mode & 0o777);
  target.bytes = node.bytes.slice(0, node.size);
  target.size = node.size;
  touch(target);
}
function link(from, to) {
  const node = at(textOf(from), false);
  if (node.kind === 'folder') fail('EPERM');
  const found = find(textOf(to), false);
  if (found.node !== undefined) fail('EEXIST');
  found.parent.entries.set(found.name, node);
  node.nlink += 1;
  touch(node);
}
const symlink = (target, path) => {
  create(find(textOf(path), false), 'link', 0o777).target = textOf(target);
};
function readlink(path, encoding) {
  const node = at(textOf(path), false);
  return node.kind === 'link' ? encoded(node.target, encoding) : fail('EINVAL');
}
function realpath(path, encoding) {
  const found = find(textOf(path));
  return found.node === undefined ? fail('ENOENT') : encoded(found.full, encoding);
}
const setMode = (node, mode) => {
  node.mode = (node.mode & ~0o7777) | (mode & 0o7777);
  node.ctime = Date.now();
};
const setTimes = (node, atime, mtime) => {
  if (Number.isFinite(atime)) node.atime = atime * 1000;
  if (Number.isFinite(mtime)) node.mtime = mtime * 1000;
};
const setOwner = (node, uid, gid) => {
  if (uid >= 0) node.uid = uid;
  if (gid >= 0) node.gid = gid;
};
const { opened } = descriptors;

const exists = (path) => {
  try {
    return find(textOf(path)).node !== undefined;
  } catch {
    return false;
  }
};
const kindAt = (path) => {
  try {
    return at(textOf(path)).kind === 'folder' ? 1 : 0;
  } catch {
    return -2;
  }
};
function copyFolder(...[from, to, force, dereference, errorOnExist]) {
  mkdir(to, 0o755, true);
  for (const [name, node] of list(from)) {
    const [source, target] = [`${textOf(from)}/${name}`, `${textOf(to)}/${name}`];
    if (node.kind === 'folder') copyFolder(source, target, force, dereference, errorOnExist);
    else if (exists(target) && !force) {
      if (errorOnExist) throw existing(target);
    } else if (node.kind === 'link' && !dereference) {
      rm(target);
      symlink(node.target, target);
    } else copyFile(source, target);
  }
}
const existing = (path) =>
  new (require('internal/errors').codes.ERR_FS_CP_EEXIST)({
    message: `${path} already exists`,
    path,
    syscall: 'cp',
    errno: 17,
    code: 'EEXIST',
  });
function checkCopy(from, to, _dereference, recursive) {
  const source = find(textOf(from));
  if (source.node === undefined) fail('ENOENT');
  const target = find(textOf(to));
  const { codes } = require('internal/errors');
  const told = (Type, message) => new Type({ message, path: textOf(to), syscall: 'cp', errno: 22, code: 'EINVAL' });
  if (source.node === target.node) throw told(codes.ERR_FS_CP_EINVAL, 'src and dest cannot be the same');
  const isFolder = source.node.kind === 'folder';
  if (isFolder && !recursive)
    throw told(codes.ERR_FS_EISDIR, `Recursive option not enabled, cannot copy a directory: ${textOf(from)}`);
  if (target.node !== undefined && (target.node.kind === 'folder') !== isFolder)
    throw isFolder
      ? told(
          codes.ERR_FS_CP_DIR_TO_NON_DIR,
          `Cannot overwrite non-directory ${textOf(to)} with directory ${textOf(from)}`,
        )
      : told(
          codes.ERR_FS_CP_NON_DIR_TO_DIR,
          `Cannot overwrite directory ${textOf(to)} with non-directory ${textOf(from)}`,
        );
  if (isFolder && target.full.startsWith(`${source.full}/`))
    throw told(codes.ERR_FS_CP_EINVAL, `cannot copy ${textOf(from)} to a subdirectory of self ${textOf(to)}`);
  mkdir(require('path').dirname(target.full), 0o755, true);
}

const NAMELESS = -1;
class DirHandle {
  constructor(entries) {
    this.entries = entries;
    this.read = call(
      'scandir',
      (encoding, count) => {
        const part = this.entries.splice(0, count);
        return part.length === 0 ? null : part.flatMap(([name, node]) => [encoded(name, encoding), TYPES[node.kind]]);
      },
      NAMELESS,
    );
    this.close = call('closedir', () => undefined, NAMELESS);
  }
}
const opendir = call('opendir', (path) => new DirHandle(list(path)), 1);

const onPath =
  (work, follow = true) =>
  (path, ...rest) =>
    void work(at(textOf(path), follow), ...rest);
const onFd =
  (work) =>
  (fd, ...rest) =>
    void work(opened(fd).node, ...rest);

const calls = {
  access: [
    1,
    onPath((node, mode) => {
      if (((node.mode >> 6) & mode) !== mode) fail('EACCES');
    }),
  ],
  chmod: [1, onPath(setMode)],
  fchmod: [0, onFd(setMode)],
  chown: [1, onPath(setOwner)],
  lchown: [1, onPath(setOwner, false)],
  fchown: [0, onFd(setOwner)],
  utimes: [1, onPath(setTimes), 'utime'],
  lutimes: [1, onPath(setTimes, false), 'lutime'],
  futimes: [0, onFd(setTimes), 'futime'],
  stat: [1, statAt(true)],
  lstat: [1, statAt(false)],
  fstat: [0, (fd, bigint) => statOf(fd >= 0 && fd <= 2 ? TERMINAL : opened(fd).node, bigint)],
  statfs: [
    1,
    (path, bigint) => {
      at(textOf(path));
      const fields = [61267, 4096, 4096, 4096, 4096, 4096, 1000, 1000];
      return bigint ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
    },
  ],
  readdir: [1, readdir, 'scandir'],
  mkdir: [1, mkdir],
  mkdtemp: [1, mkdtemp],
  unlink: [1, unlink],
  rmdir: [1, rmdir],
  rmSync: [1, rm, 'rm'],
  rename: [2, rename],
  copyFile: [2, copyFile, 'copyfile'],
  link: [2, link],
  symlink: [2, symlink],
  readlink: [1, readlink],
  realpath: [1, realpath],
  cpSyncCheckPaths: [2, checkCopy, 'cp'],
  cpSyncCopyDir: [2, copyFolder, 'cp'],
  cpSyncOverrideFile: [2, (from, to) => copyFile(from, to), 'cp'],
  ...descriptors.calls,
};

module.exports = {
  FSReqCallback,
  kUsePromises,
  kFsStatsFieldsNumber: 18,
  statValues: new Float64Array(36),
  bigintStatValues: new BigInt64Array(36),
  existsSync: exists,
  internalModuleStat: (...args) => kindAt(args.at(-1)),
  dir: { opendir, opendirSync: opendir },
};
for (const [name, [pathCount, work, syscall = name]] of Object.entries(calls))
  module.exports[name] = call(syscall, work, pathCount);
module.exports.FileHandle = descriptors.makeFileHandle(module.exports, kUsePromises);
