import ivm from 'isolated-vm';

/** V8's code cache of the engine script, made in an isolate of its own. */
export async function produceEngineCache(engine: string): Promise<Buffer> {
  const isolate = new ivm.Isolate({ memoryLimit: 128 });
  const script: { cachedData?: ivm.ExternalCopy<ArrayBuffer> } & ivm.Script = await isolate.compileScript(engine, {
    produceCachedData: true,
    filename: 'file:///python/engine.js',
  });
  return Buffer.from(script.cachedData?.copy() ?? new ArrayBuffer(0));
}
