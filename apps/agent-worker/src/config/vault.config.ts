import { parseConfig } from '@cloakroom/platform';
import { z } from 'zod';

/** The environment of the vault command. */
export const vaultConfigSchema = z.object({
  MONGODB_URI: z.string().min(1),
  /** The folder of key files. */
  KEYS_DIR: z.string().min(1),
});

/** See {@link vaultConfigSchema}. */
export type VaultConfig = z.output<typeof vaultConfigSchema>;

/** Reads the environment of this process. Throws with the names of what is missing or wrong. */
export function readVaultConfig(): VaultConfig {
  return parseConfig(vaultConfigSchema, process.env, 'vault');
}
