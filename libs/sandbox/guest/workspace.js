// The tree of files in this isolate's memory. Below /workspace it can be written; changed files go back to the host at
// the end of the call. `node/parts/fs-binding.cjs` puts Node's `fs` on top of it.
import path from 'path-browserify';
import { TextDecoder } from './text-codec.js';
import { fromBase64, toBase64 } from './primordials.js';

const ROOT = '/workspace';
// The longest name of a part, as on Linux, and of a whole path, as the host takes it; in characters.
const MAX_PART = 255;
const MAX_PATH = 1000;
const MAX_LINKS = 40;
const KINDS = { file: 0o100000, folder: 0o040000, link: 0o120000 };

let nextInode = 2;
let isChanged = false;

function makeNode(kind, permissions) {
  const time = Date.now();
  const node = { kind, ino: nextInode++, mode: KINDS[kind] | permissions, nlink: 1, uid: 1000, gid: 1000 };
  Object.assign(node, { atime: time, mtime: time, ctime: time, birthtime: time, changed: false });
  if (kind === 'file') Object.assign(node, { bytes: new Uint8Array(0), size: 0 });
  if (kind === 'folder') node.entries = new Map();
  return node;
}

const top = makeNode('folder', 0o755);
top.entries.set('workspace', makeNode('folder', 0o755));

/** What a system call would answer: its code, and the sentence where it is not the system's own. */
export class FileFailure {
  constructor(code, message) {
    this.code = code;
    this.message = message;
  }
}
const fail = (code, message) => {
  throw new FileFailure(code, message);
};

function partsOf(full) {
  if (full !== ROOT && full !== '/' && !full.startsWith(`${ROOT}/`))
    fail('EACCES', 'permission denied, only /workspace can be used');
  const parts = full.split('/').filter((part) => part !== '');
  if (full.length > MAX_PATH || parts.some((part) => part.length > MAX_PART)) fail('ENAMETOOLONG');
  return parts;
}

/**
 * Where a path leads: `{ parent, name, node, full }`, `node` undefined where there is none. The last part is followed
 * when it is a link and `follow` says so. Throws a FileFailure.
 */
export function find(given, follow = true, hops = 0) {
  if (hops > MAX_LINKS) fail('ELOOP');
  if (given === '') fail('ENOENT');
  const full = path.resolve(ROOT, given);
  const parts = partsOf(full);
  let parent = top;
  let node = top;
  for (let i = 0; i < parts.length; i += 1) {
    if (node.kind !== 'folder') fail('ENOTDIR');
    parent = node;
    node = parent.entries.get(parts[i]);
    const isLast = i === parts.length - 1;
    if (node === undefined) {
      if (!isLast) fail('ENOENT');
    } else if (node.kind === 'link' && (!isLast || follow)) {
      const target = path.resolve(`/${parts.slice(0, i).join('/')}`, node.target);
      return find(path.join(target, ...parts.slice(i + 1)), follow, hops + 1);
    }
  }
  if (node !== undefined && node.kind !== 'folder' && given.endsWith('/')) fail('ENOTDIR');
  return { parent, name: parts.at(-1), node, full };
}

/** The node at a path; throws where there is none. */
export const at = (given, follow = true) => find(given, follow).node ?? fail('ENOENT');

/** Says that a file or a folder's list was written to. */
export function touch(node) {
  node.mtime = node.ctime = Date.now();
  if (node.kind === 'file') {
    node.changed = true;
    isChanged = true;
  }
}

/** Puts a new node of a kind at a path found; throws where one is or nothing can be written. */
export function create({ parent, name, node, full }, kind, permissions) {
  if (node !== undefined) fail('EEXIST');
  if (parent === top || full === '/') fail('EACCES', 'permission denied, only /workspace can be used');
  const made = makeNode(kind, permissions);
  parent.entries.set(name, made);
  touch(parent);
  touch(made);
  return made;
}

/** Sets the length of a file; what is new is zero. Room is doubled, so that appending stays linear. */
export function resize(node, size) {
  if (size > node.bytes.length) {
    const bytes = new Uint8Array(Math.max(size, node.size === 0 ? size : node.bytes.length * 2));
    bytes.set(node.bytes.subarray(0, node.size));
    node.bytes = bytes;
  } else if (size < node.size) node.bytes.fill(0, size, node.size);
  node.size = size;
}

/** Marks all files below as changed: they have new paths. */
export function touchAll(node) {
  if (node.kind === 'file') touch(node);
  else if (node.kind === 'folder') node.entries.forEach(touchAll);
}

export const volume = { FileFailure, find, at, touch, create, resize, touchAll };

export function loadWorkspace(entries) {
  for (const { path: name, data } of entries) {
    const full = path.join(ROOT, name);
    let folder = top.entries.get('workspace');
    for (const part of path.dirname(path.join('/', name)).split('/').filter(Boolean)) {
      if (!folder.entries.has(part)) folder.entries.set(part, makeNode('folder', 0o755));
      folder = folder.entries.get(part);
    }
    const node = makeNode('file', 0o644);
    node.bytes = fromBase64(data);
    node.size = node.bytes.length;
    folder.entries.set(path.basename(full), node);
  }
}

export const hasChangedFiles = () => isChanged;

const contentOf = (node) => node.bytes.subarray(0, node.size);

export function changedFiles() {
  const found = [];
  const walk = (folder, prefix) => {
    for (const [name, node] of folder.entries) {
      if (node.kind === 'folder') walk(node, `${prefix}${name}/`);
      else if (node.changed) found.push({ path: prefix + name, data: toBase64(contentOf(node)) });
    }
  };
  if (isChanged) walk(top.entries.get('workspace'), '');
  return found;
}

export function isFile(full) {
  try {
    return find(full).node?.kind === 'file';
  } catch {
    return false;
  }
}

export const readText = (full) => new TextDecoder().decode(contentOf(at(full)));
