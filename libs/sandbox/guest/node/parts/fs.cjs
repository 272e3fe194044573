'use strict';
// `fs` for programs: descriptors and streams over the files in memory.
const { baseFs: fs } = require('cloakroom/core');

const open = new Map();
let nextFd = 3;
const failure = (code, message, syscall) =>
  Object.assign(new Error(`${code}: ${message}, ${syscall}`), { code, syscall });
const find = (fd, syscall) => {
  const found = open.get(fd);
  if (found === undefined) throw Object.assign(failure('EBADF', 'bad file descriptor', syscall), { errno: -9 });
  return found;
};
const O = { RDONLY: 0, WRONLY: 1, RDWR: 2, CREAT: 64, EXCL: 128, TRUNC: 512, APPEND: 1024 };
const FLAGS = {
  r: O.RDONLY,
  'r+': O.RDWR,
  w: O.WRONLY | O.CREAT | O.TRUNC,
  wx: O.WRONLY | O.CREAT | O.TRUNC | O.EXCL,
  'w+': O.RDWR | O.CREAT | O.TRUNC,
  a: O.WRONLY | O.CREAT | O.APPEND,
  ax: O.WRONLY | O.CREAT | O.APPEND | O.EXCL,
  'a+': O.RDWR | O.CREAT | O.APPEND,
};
function openSync(path, flag = 'r') {
  const flags = typeof flag === 'number' ? flag : FLAGS[flag.replace('s', '')];
  if (flags === undefined) throw new (require('internal/errors').codes.ERR_INVALID_ARG_VALUE)('flags', flag);
  const exists = fs.existsSync(path);
  if (flags & O.CREAT && flags & O.EXCL) fs.writeFileSync(path, '', { flag: 'wx' });
  else if (flags & O.TRUNC || (flags & O.CREAT && !exists)) fs.writeFileSync(path, '');
  else fs.accessSync(path);
  const fd = nextFd++;
  open.set(fd, { path, position: 0, flags });
  return fd;
}
function closeSync(fd) {
  find(fd, 'close');
  open.delete(fd);
}
function readSync(fd, buffer, ...rest) {
  const file = find(fd, 'read');
  const isOptions = typeof rest[0] === 'object' && rest[0] !== null;
  const [offset = 0, given, position = null] = isOptions ? [rest[0].offset, rest[0].length, rest[0].position] : rest;
  const length = given ?? buffer.byteLength - offset;
  const data = fs.readFileSync(file.path);
  const from = position === null || position === -1 ? file.position : Number(position);
  const part = data.subarray(from, from + length);
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(part, offset);
  if (position === null || position === -1) file.position = from + part.length;
  return part.length;
}
function writeSync(fd, data, ...rest) {
  const { Buffer } = require('buffer');
  if (fd === 1 || fd === 2) {
    process[fd === 1 ? 'stdout' : 'stderr'].write(data);
    return Buffer.byteLength(data);
  }
  const file = find(fd, 'write');
  const isText = typeof data === 'string';
  const options = typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : null;
  const [offset, length, position] = isText
    ? [0, undefined, rest[0]]
    : options
      ? [options.offset, options.length, options.position]
      : rest;
  const all = isText ? Buffer.from(data, rest[1]) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const bytes = all.subarray(offset ?? 0, length === undefined || length === null ? undefined : (offset ?? 0) + length);
  const before = fs.readFileSync(file.path);
  const isAppended = (file.flags & O.APPEND) !== 0;
  const at = isAppended ? before.length : typeof position === 'number' ? position : file.position;
  const next = Buffer.alloc(Math.max(before.length, at + bytes.length));
  before.copy(next);
  bytes.copy(next, at);
  fs.writeFileSync(file.path, next);
  if (typeof position !== 'number') file.position = at + bytes.length;
  return bytes.length;
}
const pathOf = (target) =>
  typeof target === 'number'
    ? find(target, 'open').path
    : target?.fd === undefined
      ? target
      : find(target.fd, 'open').path;

function createReadStream(path, options) {
  const { Readable } = require('stream');
  const given = typeof options === 'string' ? { encoding: options } : (options ?? {});
  const { start = 0, end = Infinity, highWaterMark = 65536, encoding } = given;
  let data = null;
  let at = start;
  const stream = new Readable({
    ...given,
    highWaterMark,
    construct(done) {
      try {
        data = fs.readFileSync(pathOf(given.fd ?? path));
        done();
        stream.emit('open', 0);
        stream.emit('ready');
      } catch (error) {
        done(error);
      }
    },
    read(size) {
      const until = Math.min(data.length, end + 1, at + size);
      if (at >= until) stream.push(null);
      else {
        const part = data.subarray(at, until);
        at = until;
        stream.bytesRead += part.length;
        stream.push(part);
      }
    },
  });
  if (encoding) stream.setEncoding(encoding);
  return Object.assign(stream, { path, bytesRead: 0, close: (done) => stream.destroy(null, done) });
}
function createWriteStream(path, options) {
  const { Writable } = require('stream');
  const given = typeof options === 'string' ? { encoding: options } : (options ?? {});
  let fd = given.fd ?? null;
  const stream = new Writable({
    ...given,
    decodeStrings: true,
    construct(done) {
      try {
        fd ??= openSync(path, given.flags ?? 'w');
        if (given.start !== undefined) find(fd, 'write').position = given.start;
        done();
        stream.emit('open', fd);
        stream.emit('ready');
      } catch (error) {
        done(error);
      }
    },
    write(chunk, encoding, done) {
      try {
        stream.bytesWritten += writeSync(fd, chunk);
        done();
      } catch (error) {
        done(error);
      }
    },
    destroy(error, done) {
      if (fd !== null) open.delete(fd);
      done(error);
    },
  });
  return Object.assign(stream, { path, bytesWritten: 0, close: (done) => stream.end(done) });
}

class FileHandle {
  constructor(fd) {
    this.fd = fd;
  }
  async read(buffer, ...rest) {
    const isBuffer = ArrayBuffer.isView(buffer);
    const target = isBuffer ? buffer : (buffer?.buffer ?? require('buffer').Buffer.alloc(16384));
    const bytesRead = isBuffer ? readSync(this.fd, target, ...rest) : readSync(this.fd, target, buffer ?? {});
    return { bytesRead, buffer: target };
  }
  async write(data, ...rest) {
    return { bytesWritten: writeSync(this.fd, data, ...rest), buffer: data };
  }
  async readFile(options) {
    return fs.readFileSync(pathOf(this), options);
  }
  async writeFile(data, options) {
    return fs.writeFileSync(pathOf(this), data, options);
  }
  async appendFile(data, options) {
    return fs.appendFileSync(pathOf(this), data, options);
  }
  async stat() {
    return fs.statSync(pathOf(this));
  }
  async truncate(length) {
    return fs.truncateSync(pathOf(this), length);
  }
  async sync() {}
  async datasync() {}
  createReadStream(options) {
    return createReadStream(pathOf(this), options);
  }
  createWriteStream(options) {
    return createWriteStream(pathOf(this), options);
  }
  async *readLines(options) {
    const text = await this.readFile(options?.encoding ?? 'utf8');
    const lines = text.split(/\r\n|\n|\r/);
    if (lines.at(-1) === '') lines.pop();
    yield* lines;
  }
  async close() {
    closeSync(this.fd);
  }
  async [Symbol.asyncDispose]() {
    await this.close();
  }
}

const extra = {
  open: openSync,
  close: closeSync,
  fstat: (fd) => fs.statSync(pathOf(fd)),
  ftruncate: (fd, length) => fs.truncateSync(pathOf(fd), length),
  fsync(fd) {
    find(fd, 'fsync');
  },
  chmod: (path) => fs.accessSync(path),
  utimes: (path) => fs.accessSync(path),
  mkdtemp(prefix) {
    const path = `${prefix}${Math.random().toString(36).slice(2, 8).padEnd(6, 'x')}`;
    fs.mkdirSync(path);
    return path;
  },
  cp(from, to, options) {
    if (!fs.statSync(from).isDirectory()) return fs.copyFileSync(from, to);
    if (!options?.recursive) throw failure('ERR_FS_EISDIR', 'Recursive option not enabled', 'cp');
    fs.mkdirSync(to, { recursive: true });
    for (const name of fs.readdirSync(from)) extra.cp(`${from}/${name}`, `${to}/${name}`, options);
    return undefined;
  },
};
const answer =
  (work) =>
  (...args) => {
    const done = args.pop();
    let values;
    try {
      values = [null, ...[work(...args)].flat()];
    } catch (error) {
      values = [error];
    }
    process.nextTick(done, ...values);
  };

module.exports = { ...fs, constants: { ...require('cloakroom/constants').fs, ...fs.constants } };
for (const [name, work] of Object.entries(extra)) {
  module.exports[`${name}Sync`] = work;
  module.exports[name] = answer(work);
}
for (const [name, base] of Object.entries({ readFile: 1, writeFile: 1, appendFile: 1 })) {
  void base;
  const work = fs[`${name}Sync`];
  module.exports[`${name}Sync`] = (target, ...rest) => work(pathOf(target), ...rest);
}
const promises = {
  ...fs.promises,
  constants: module.exports.constants,
  open: async (path, flags) => new FileHandle(openSync(path, flags)),
};
for (const name of ['chmod', 'utimes', 'mkdtemp', 'cp']) promises[name] = async (...args) => extra[name](...args);
Object.assign(module.exports, {
  promises,
  readSync,
  writeSync,
  read: (fd, buffer, ...rest) => {
    const done = rest.pop();
    answer(() => [readSync(fd, buffer, ...rest), buffer])(done);
  },
  write: (fd, data, ...rest) => {
    const done = rest.pop();
    answer(() => [writeSync(fd, data, ...rest), data])(done);
  },
  createReadStream,
  createWriteStream,
});
