/*
 * The few globals that Pyodide needs, as a plain object that is handed to it by parameter: the isolate's real global
 * object stays as V8 made it. Trusted code, run before any guest code. It captures the primordials it uses, holds no
 * host object besides two `ivm.Callback`s, and moves nothing but strings, numbers and byte buffers.
 * `post` tells the host something; the host answers through the functions returned as `inbox`.
 */
(post, random, buffers) => {
  const { apply } = Reflect;
  const { fromCharCode } = String;
  const charCodeAt = String.prototype.charCodeAt;
  const { now } = Date;
  const MapGet = Map.prototype.get;
  const MapSet = Map.prototype.set;
  const MapDelete = Map.prototype.delete;
  const subarray = Uint8Array.prototype.subarray;

  class Utf8Encoder {
    get encoding() {
      return 'utf-8';
    }
    encode(text = '') {
      const source = `${text}`;
      const target = new Uint8Array(source.length * 3);
      const { written } = this.encodeInto(source, target);
      return target.slice(0, written);
    }
    encodeInto(text, target) {
      let read = 0;
      let written = 0;
      const room = target.length;
      while (read < text.length) {
        let code = apply(charCodeAt, text, [read]);
        let units = 1;
        if (code >= 0xd800 && code <= 0xdfff) {
          const next = read + 1 < text.length ? apply(charCodeAt, text, [read + 1]) : 0;
          if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
            code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
            units = 2;
          } else code = 0xfffd;
        }
        const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        if (written + size > room) break;
        if (size === 1) target[written] = code;
        else {
          for (let index = size - 1; index > 0; index -= 1) {
            target[written + index] = 0x80 | (code & 0x3f);
            code >>= 6;
          }
          target[written] = ((0xf00 >> size) & 0xff) | code;
        }
        written += size;
        read += units;
      }
      return { read, written };
    }
  }

  class Utf8Decoder {
    get encoding() {
      return 'utf-8';
    }
    decode(input) {
      if (input === undefined) return '';
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      let text = '';
      let units = [];
      for (let index = 0; index < bytes.length;) {
        const [code, size] = decodeOne(bytes, index);
        index += size;
        if (code >= 0x10000) {
          units[units.length] = 0xd7c0 + (code >> 10);
          units[units.length] = 0xdc00 + (code & 0x3ff);
        } else units[units.length] = code;
        if (units.length > 4096) {
          text += apply(fromCharCode, undefined, units);
          units = [];
        }
      }
      return text + apply(fromCharCode, undefined, units);
    }
  }

  function decodeOne(bytes, index) {
    const first = bytes[index];
    if (first < 0x80) return [first, 1];
    const size = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (size === 0 || first >= 0xf5 || index + size > bytes.length) return [0xfffd, 1];
    let code = first & (0x7f >> size);
    for (let offset = 1; offset < size; offset += 1) {
      const next = bytes[index + offset];
      if ((next & 0xc0) !== 0x80) return [0xfffd, 1];
      code = (code << 6) | (next & 0x3f);
    }
    const overlong = (size === 3 && code < 0x800) || (size === 4 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return [0xfffd, 1];
    return [code, size];
  }

  const waiting = new Map();
  let lastId = 0;

  function wait(kind, payload, settle) {
    lastId += 1;
    apply(MapSet, waiting, [lastId, settle]);
    post(kind, lastId, payload);
    return lastId;
  }

  function settle(id, text) {
    const callback = apply(MapGet, waiting, [id]);
    apply(MapDelete, waiting, [id]);
    if (callback !== undefined) callback(text);
  }

  function setTimeout(callback, ms, ...values) {
    return wait('timer', `${Number(ms) > 0 ? Number(ms) : 0}`, () => callback(...values));
  }

  function randomFill(view) {
    for (let offset = 0; offset < view.byteLength; offset += 65536) {
      const part = apply(subarray, view, [offset, offset + 65536]);
      const hex = random(part.length);
      if (typeof hex !== 'string' || hex.length !== part.length * 2) throw new Error('no random bytes');
      for (let index = 0; index < part.length; index += 1) {
        part[index] = Number(`0x${hex[2 * index]}${hex[2 * index + 1]}`);
      }
    }
  }

  // Asynchronous compilation never settles in an isolate of isolated-vm: nobody runs its foreground tasks.
  const syncWebAssembly = Object.assign(Object.create(WebAssembly), {
    compile: async (bytes) => new WebAssembly.Module(bytes),
    instantiate: async (source, imports) => {
      if (source instanceof WebAssembly.Module) return new WebAssembly.Instance(source, imports);
      const module = new WebAssembly.Module(source);
      return { module, instance: new WebAssembly.Instance(module, imports) };
    },
  });

  const origin = now();
  let latest = 0;
  const log = () => undefined;

  return {
    inbox: { settle },
    ask: (operation, payload) =>
      new Promise((resolve) => {
        wait('call', `${operation}\n${payload}`, resolve);
      }),
    post,
    randomFill,
    shell: {
      read: () => {
        throw new Error('no files');
      },
      load: () => {
        throw new Error('no scripts');
      },
      readbuffer: (name) => {
        const bytes = buffers[name];
        if (bytes === undefined) throw new Error(`no such buffer: ${name}`);
        delete buffers[name];
        return new Uint8Array(bytes);
      },
      setTimeout,
      clearTimeout: (id) => {
        apply(MapDelete, waiting, [id]);
      },
      performance: {
        now: () => {
          latest = Math.max(latest, now() - origin);
          return latest;
        },
      },
      console: { log, info: log, debug: log, warn: log, error: log },
      WebAssembly: syncWebAssembly,
      TextEncoder: Utf8Encoder,
      TextDecoder: Utf8Decoder,
    },
  };
};
