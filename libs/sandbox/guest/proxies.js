// Remembers which objects are Proxies: JavaScript has no way to ask, and the inspector must not spring their traps.
const NativeProxy = Proxy;
const known = new WeakMap();
const get = WeakMap.prototype.get.bind(known);
const set = WeakMap.prototype.set.bind(known);
const { construct, apply } = Reflect;
const nativeRevocable = Proxy.revocable;

/** `[target, handler]` of a Proxy that a program made, `[null, null]` once revoked, else undefined. */
export const proxyDetails = (value) => get(value);

function revocable(target, handler) {
  const made = nativeRevocable(target, handler);
  const { proxy, revoke } = made;
  set(proxy, [target, handler]);
  made.revoke = () => {
    set(proxy, [null, null]);
    return revoke();
  };
  return made;
}
Object.defineProperty(revocable, 'length', { value: 2, configurable: true });

/** The global `Proxy`: the native one, seen through. */
export const WatchedProxy = new NativeProxy(NativeProxy, {
  __proto__: null,
  construct(target, args, newTarget) {
    const proxy = construct(target, args, newTarget);
    set(proxy, [args[0], args[1]]);
    return proxy;
  },
  apply: (target, self, args) => apply(target, self, args),
  get: (target, key) => (key === 'revocable' ? revocable : target[key]),
});
