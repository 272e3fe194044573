import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StreamableFile } from '@nestjs/common';

/** The one-file verifier of exports, as it lies in the repository. */
export function openVerifier(): StreamableFile {
  const file = fileURLToPath(import.meta.resolve('@cloakroom/contracts/verify-audit.mjs'));
  return new StreamableFile(createReadStream(file));
}
