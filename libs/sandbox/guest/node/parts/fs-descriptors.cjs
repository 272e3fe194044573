'use strict';
// Open files: the half of the `fs` binding that works on descriptors.
const core = require('cloakroom/core');
const { fs: O } = require('cloakroom/constants');
const { FileFailure, find, touch, create, resize } = core.volume;

const table = new Map();
const fail = (code) => {
  throw new FileFailure(code);
};
const opened = (fd) => table.get(fd) ?? fail('EBADF');
const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function open(path, flags, mode) {
  const found = find(typeof path === 'string' ? path : core.decodeLossy(path));
  let { node } = found;
  const canWrite = (flags & 3) !== O.O_RDONLY;
  if (node === undefined) {
    if (!(flags & O.O_CREAT)) fail('ENOENT');
    node = create(found, 'file', (mode ?? 0o666) & ~0o22);
  } else if (flags & O.O_CREAT && flags & O.O_EXCL) fail('EEXIST');
  if (node.kind === 'folder' && canWrite) fail('EISDIR');
  const needed = canWrite ? 0o200 : 0o400;
  if (found.node !== undefined && !(node.mode & needed)) fail('EACCES');
  if (node.kind !== 'folder' && flags & O.O_DIRECTORY) fail('ENOTDIR');
  if (flags & O.O_TRUNC && node.kind === 'file' && canWrite) {
    resize(node, 0);
    touch(node);
  }
  let fd = 3;
  while (table.has(fd)) fd += 1;
  if (fd > 1000) fail('EMFILE');
  table.set(fd, { node, flags, position: 0 });
  return fd;
}
function close(fd) {
  if (!table.delete(fd) && !(fd >= 0 && fd <= 2)) fail('EBADF');
}

const placeOf = (position) => (typeof position === 'bigint' || typeof position === 'number' ? Number(position) : -1);
function read(...[fd, buffer, offset, length, position]) {
  if (fd === 0) return 0;
  const file = opened(fd);
  if ((file.flags & 3) === O.O_WRONLY) fail('EBADF');
  if (file.node.kind === 'folder') fail('EISDIR');
  const given = placeOf(position);
  const from = given < 0 ? file.position : given;
  const part = file.node.bytes.subarray(Math.min(from, file.node.size), Math.min(from + length, file.node.size));
  bytesOf(buffer).set(part, offset);
  if (given < 0) file.position += part.length;
  return part.length;
}
function put(fd, bytes, position) {
  if (fd === 1 || fd === 2) {
    core.process[fd === 1 ? 'stdout' : 'stderr'].write(core.decodeLossy(bytes));
    return bytes.length;
  }
  const file = opened(fd);
  if ((file.flags & 3) === O.O_RDONLY) fail('EBADF');
  const given = placeOf(position);
  const { node } = file;
  const from = file.flags & O.O_APPEND ? node.size : given < 0 ? file.position : given;
  if (from + bytes.length > node.size) resize(node, from + bytes.length);
  node.bytes.set(bytes, from);
  if (given < 0) file.position = from + bytes.length;
  touch(node);
  return bytes.length;
}
const writeBuffer = (...[fd, buffer, offset = 0, length = buffer.byteLength - offset, position]) =>
  put(fd, bytesOf(buffer).subarray(offset, offset + length), position);
const textBytes = (text, encoding) => require('buffer').Buffer.from(text, encoding ?? 'utf8');
const writeString = (fd, text, position, encoding) => put(fd, textBytes(text, encoding), position);

function inTurn(work) {
  return (fd, buffers, position) => {
    let total = 0;
    const start = placeOf(position);
    for (const buffer of buffers) {
      const here = start < 0 ? null : start + total;
      const done = work(fd, buffer, 0, buffer.byteLength, here);
      total += done;
      if (done < buffer.byteLength) break;
    }
    return total;
  };
}
function truncate(fd, length = 0) {
  const { node, flags } = opened(fd);
  if ((flags & 3) === O.O_RDONLY) fail('EINVAL');
  if (length > 512 * 1024 * 1024) fail('EFBIG');
  resize(node, length);
  touch(node);
}
function withFile(target, flags, mode, work) {
  if (typeof target === 'number') return work(target);
  const fd = open(target, flags, mode);
  try {
    return work(fd);
  } finally {
    close(fd);
  }
}
const readText = (target, flags) =>
  withFile(target, flags, 0o666, (fd) => {
    if (fd === 0) return '';
    const file = opened(fd);
    if (file.node.kind === 'folder') fail('EISDIR');
    const part = file.node.bytes.subarray(file.position, file.node.size);
    file.position = file.node.size;
    return require('cloakroom/parts/buffer').utf8Text(part);
  });
const writeText = (target, text, flags, mode) =>
  withFile(target, flags, mode, (fd) => void put(fd, textBytes(text, 'utf8'), null));

const sync = (fd) => void opened(fd);

module.exports = {
  opened,
  calls: {
    open: [1, open],
    close: [0, close],
    read: [0, read],
    readBuffers: [0, inTurn(read), 'read'],
    writeBuffer: [0, writeBuffer, 'write'],
    writeBuffers: [0, inTurn(writeBuffer), 'write'],
    writeString: [0, writeString, 'write'],
    ftruncate: [0, truncate],
    fsync: [0, sync],
    fdatasync: [0, sync],
    readFileUtf8: [1, readText, 'open'],
    writeFileUtf8: [1, writeText, 'open'],
    openFileHandle: [1, (path, flags, mode) => new FileHandle(open(path, flags, mode)), 'open'],
  },
  makeFileHandle(binding, kUsePromises) {
    FileHandle.prototype.close = function closeFile() {
      const { fd } = this;
      this.fd = -1;
      return binding.close(fd, kUsePromises);
    };
    FileHandle.prototype.closeSync = function closeFile() {
      binding.close(this.fd);
      this.fd = -1;
    };
    return FileHandle;
  },
};
class FileHandle {
  constructor(fd) {
    this.fd = fd;
  }
  getAsyncId() {
    return 0;
  }
  releaseFD() {
    const { fd } = this;
    this.fd = -1;
    return fd;
  }
}
