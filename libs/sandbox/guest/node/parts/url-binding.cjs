'use strict';
// The `url` binding of Node's library. The host's own parser (Ada) gives the serialised address; where its parts begin
// follows from the serialisation.
const { askHost } = require('cloakroom/core');

const OMITTED = 4294967295;
const SCHEMES = ['http:', ' ', 'https:', 'ws:', 'ftp:', 'wss:', 'file:'];
const urlComponents = new Uint32Array(9);

function setComponents(href) {
  const protocolEnd = href.indexOf(':') + 1;
  const hash = href.indexOf('#');
  const beforeHash = hash < 0 ? href.length : hash;
  const question = href.indexOf('?');
  const search = question >= 0 && question < beforeHash ? question : -1;
  const pathEnd = search < 0 ? beforeHash : search;
  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  let pathStart = protocolEnd;
  let port = OMITTED;
  if (href.startsWith('//', protocolEnd)) {
    const start = protocolEnd + 2;
    const slash = href.indexOf('/', start);
    pathStart = slash < 0 || slash > pathEnd ? pathEnd : slash;
    const authority = href.slice(start, pathStart);
    const at = authority.lastIndexOf('@');
    hostStart = at < 0 ? start : start + at;
    const colon = at < 0 ? -1 : authority.slice(0, at).indexOf(':');
    usernameEnd = at < 0 ? start : start + (colon < 0 ? at : colon);
    const portAt = /:(\d*)$/.exec(authority.slice(at + 1).replace(/^\[[^\]]*\]/, (text) => '-'.repeat(text.length)));
    if (portAt === null) hostEnd = pathStart;
    else {
      hostEnd = pathStart - portAt[0].length;
      port = Number(portAt[1]);
    }
  } else if (href.startsWith('/.//', protocolEnd)) pathStart = protocolEnd + 2;
  const scheme = SCHEMES.indexOf(href.slice(0, protocolEnd));
  urlComponents.set([protocolEnd, usernameEnd, hostStart, hostEnd, port, pathStart]);
  urlComponents[6] = search < 0 ? OMITTED : search;
  urlComponents[7] = hash < 0 ? OMITTED : hash;
  urlComponents[8] = scheme < 0 ? 1 : scheme;
  return href;
}

function parse(input, base, raise) {
  const href = askHost('url.parse', { input: input.toWellFormed(), base: base?.toWellFormed() ?? null });
  if (href !== null) return setComponents(href);
  if (!raise) return undefined;
  const { ERR_INVALID_URL } = require('internal/errors').codes;
  throw base === undefined ? new ERR_INVALID_URL(input) : new ERR_INVALID_URL(input, base);
}

const PARTS = ['protocol', 'host', 'hostname', 'port', 'username', 'password', 'pathname', 'search', 'hash', 'href'];

module.exports = {
  urlComponents,
  parse,
  canParse: (input, base) =>
    askHost('url.parse', { input: input.toWellFormed(), base: base?.toWellFormed() ?? null }) !== null,
  update(href, action, value) {
    const changed = askHost('url.update', { href, part: PARTS[action], value: String(value).toWellFormed() });
    return changed === null ? false : setComponents(changed);
  },
  pathToFileURL(path, isWindows, hostname) {
    const escaped = (isWindows ? path.replace(/%/g, '%25') : path.replace(/%/g, '%25').replace(/\\/g, '%5C'))
      .replace(/\n/g, '%0A')
      .replace(/\r/g, '%0D')
      .replace(/\t/g, '%09')
      .replace(/\?/g, '%3F')
      .replace(/#/g, '%23');
    const windows = isWindows && hostname === undefined ? `/${escaped.replace(/\\/g, '/')}` : escaped;
    return parse(`file://${hostname ?? ''}${windows}`, undefined, true);
  },
  domainToASCII: (name) => askHost('url.domainToASCII', name),
  domainToUnicode: (name) => askHost('url.domainToUnicode', name),
  getOrigin: (href) => new URL(href).origin,
  format: (href, ...[hash, unicode, search, auth]) => askHost('url.format', { href, hash, unicode, search, auth }),
};
