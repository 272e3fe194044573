// What WebIDL says of every interface and a class body does not: members are enumerable, the tag is a plain property.
export function finishInterface(Type) {
  for (const target of [Type.prototype, Type]) {
    for (const key of Object.getOwnPropertyNames(target)) {
      if (['constructor', 'prototype', 'name', 'length'].includes(key)) continue;
      const own = Object.getOwnPropertyDescriptor(target, key);
      if (own.configurable && !key.startsWith('_')) Object.defineProperty(target, key, { ...own, enumerable: true });
    }
  }
  const tag = Type.name;
  Object.defineProperty(Type.prototype, Symbol.toStringTag, { value: tag, configurable: true });
}
