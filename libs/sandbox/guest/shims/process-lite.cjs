'use strict';
module.exports = { platform: 'linux', emitWarning() {} };
