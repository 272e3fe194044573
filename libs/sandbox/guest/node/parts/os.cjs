'use strict';
// `os`: the same constant answers for every program; nothing of the machine is told.
const constants = require('cloakroom/constants').os;

const answers = {
  arch: 'x64',
  availableParallelism: 1,
  cpus: [],
  endianness: 'LE',
  freemem: 134217728,
  getPriority: 0,
  homedir: '/workspace',
  hostname: 'sandbox',
  loadavg: [0, 0, 0],
  machine: 'x86_64',
  networkInterfaces: {},
  platform: 'linux',
  release: '6.0.0',
  tmpdir: '/workspace',
  totalmem: 268435456,
  type: 'Linux',
  userInfo: { uid: 1000, gid: 1000, username: 'agent', homedir: '/workspace', shell: null },
  version: '#1',
};
module.exports = {
  EOL: '\n',
  constants,
  devNull: '/dev/null',
  uptime: () => process.uptime(),
  setPriority() {},
};
for (const [name, value] of Object.entries(answers)) module.exports[name] = () => structuredClone(value);
