'use strict';
function assert(condition, message) {
  if (!condition) throw message instanceof Error ? message : new Error(message || 'Assertion failed');
}
assert.ok = assert;
assert.strictEqual = (a, b, message) => assert(Object.is(a, b), message);
assert.notStrictEqual = (a, b, message) => assert(!Object.is(a, b), message);
assert.equal = assert.strictEqual;
module.exports = assert;
