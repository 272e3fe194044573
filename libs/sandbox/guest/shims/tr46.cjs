'use strict';
// International domain names: the host's ICU does UTS 46.
const { askHost } = require('../bridge.js');
module.exports = {
  toASCII(domain) {
    if (/^[\x00-\x7f]*$/.test(domain) && !/(^|\.)xn--/i.test(domain)) return domain.toLowerCase();
    const ascii = askHost('url.domainToASCII', domain);
    return ascii === '' ? null : ascii;
  },
  toUnicode: (domain) => ({ domain, error: false }),
};
