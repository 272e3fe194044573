import type { PythonImage } from './python-image.js';

/** Python source of the module whose `install` connects a restored interpreter to its host. */
export const restoreCode = 'import _sandbox.entry\n_sandbox.entry';

/** Files that a memory snapshot does not hold and every boot writes again. The certificate file is a name only: TLS is the broker's. */
export function restoredFiles(image: PythonImage): Record<string, Buffer> {
  return {
    '/lib/site.zip': image.bytes.site,
    '/lib/extras.zip': image.bytes.extras,
    '/etc/ssl/cert.pem': Buffer.from('# TLS is done outside of the sandbox.\n'),
  };
}
