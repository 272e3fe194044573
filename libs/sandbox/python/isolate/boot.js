/*
 * Boots CPython in this isolate and returns the functions through which the host drives it. Trusted code, run once,
 * before any guest code. What stays reachable from Python afterwards (`pyodide_js`, its `_api`) must hold nothing that
 * loads, mounts or names a file of the host: `seal` takes those members away.
 */
(makeShell, loadRuntime, loadModule) =>
  (options, post, random, snapshot, wasm, stdlib, ...files) => {
    const buffers = { 'image/pyodide.asm.wasm': wasm, 'image/python_stdlib.zip': stdlib };
    const { inbox, ask, shell, randomFill } = makeShell(post, random, buffers);
    let pyodide;
    let entry;
    let warm;
    let freshMemory = null;

    // The memory's untouched pages are zero already. While the image is built they are not known yet.
    function restoreMemory(module, grow, image) {
      grow(options.memory === null ? image.length : options.memory.bytes);
      const heap = module.HEAP8;
      if (options.memory === null) {
        freshMemory = heap.slice();
        heap.set(image);
        return;
      }
      let from = 0;
      for (const [offset, length] of options.memory.runs) {
        heap.set(image.subarray(from, from + length), offset);
        from += length;
      }
    }

    // What is written to a descriptor itself, past Python's own streams, is passed on as it comes.
    function connectDescriptors(instance) {
      const decoder = new shell.TextDecoder();
      const sink = (kind) => ({
        write: (bytes) => {
          post(kind, 0, decoder.decode(bytes));
          return bytes.length;
        },
      });
      instance.setStdout(sink('stdout'));
      instance.setStderr(sink('stderr'));
    }

    const forbidden = ['loadPackage', 'loadPackagesFromImports', 'mountNodeFS', 'mountNativeFS', 'unpackArchive'];

    function seal(instance) {
      for (const name of forbidden) delete instance[name];
      const api = instance._api;
      for (const name of [
        'loadBinaryFile',
        'loadDynlib',
        'loadDynlibsFromPackage',
        'packageManager',
        'install',
        'loadLockFile',
      ]) {
        delete api[name];
      }
      api.config = Object.freeze({
        BUILD_ID: api.config.BUILD_ID,
        jsglobals: globalThis,
        env: Object.freeze({}),
        args: Object.freeze([]),
        enableRunUntilComplete: true,
      });
      api.on_fatal = (error) => {
        post('fatal', pyodide._module.HEAP8.length, `${error?.name ?? 'Error'}`);
      };
    }

    async function boot() {
      const facade = Object.assign(Object.create(globalThis), shell);
      const createPyodideModule = loadModule(shell, facade, randomFill, restoreMemory);
      const loadPyodide = loadRuntime(shell, facade);
      pyodide = await loadPyodide({
        indexURL: 'image/',
        lockFileContents: { info: options.lockInfo, packages: {} },
        packageBaseUrl: 'image/',
        createPyodideModule,
        jsglobals: globalThis,
        env: {},
        stdin: () => null,
        stdout: (line) => post('log', 1, line),
        stderr: (line) => post('log', 2, line),
        _makeSnapshot: options.makeSnapshot,
        ...(snapshot === null ? {} : { _loadSnapshot: snapshot }),
      });
      snapshot = null;
    }

    function writeFiles() {
      for (const path of options.paths) {
        pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
        pyodide.FS.writeFile(path, new Uint8Array(files.shift()));
      }
    }

    return {
      settle: inbox.settle,
      boot: async () => {
        await boot();
        writeFiles();
        if (options.restoreCode === null) return;
        const sleep = (ms) =>
          new Promise((resolve) => {
            shell.setTimeout(resolve, ms);
          });
        const guest = pyodide.runPython(options.restoreCode);
        entry = guest.install(ask, (kind, text) => post(kind, 0, `${text}`), sleep);
        warm = guest.warm;
        connectDescriptors(pyodide);
        seal(pyodide);
      },
      warm: async () => {
        await warm.callPromising();
      },
      run: async (call) => {
        const text = await entry.callPromising(call);
        post('done', 0, text);
      },
      python: async (code) => `${await pyodide.runPythonAsync(code)}`,
      readFile: (path) => pyodide.FS.readFile(path).buffer,
      snapshot: () => pyodide.makeMemorySnapshot().buffer,
      freshMemory: () => freshMemory.buffer,
    };
  };
