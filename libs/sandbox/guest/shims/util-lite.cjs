'use strict';
const { util } = require('../util.js');
module.exports = util;
