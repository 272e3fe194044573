import { join } from 'node:path';

/** Where the build puts the image and the runtime looks for it, unless told otherwise. */
export const defaultImageDirectory = join(import.meta.dirname, '../../dist/python-image');
