'use strict';
// International domain names: the host's ICU does UTS 46.
const { askHost } = require('../bridge.js');
const isAscii = (text) => [...text].every((char) => char.codePointAt(0) < 128);
module.exports = {
  toASCII(domain) {
    if (isAscii(domain) && !/(^|\.)xn--/i.test(domain)) return domain.toLowerCase();
    const ascii = askHost('url.domainToASCII', domain);
    return ascii === '' ? null : ascii;
  },
  toUnicode: (domain) => ({ domain, error: false }),
};
