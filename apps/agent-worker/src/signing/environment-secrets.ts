import type { SigningSecrets } from './call-signer.js';
import { signingErrors } from './signing-errors.js';

/** The variables of a program that has them all: nothing is sealed, and nothing is taken back. */
export function environmentSecrets(env: Readonly<Record<string, string>>): SigningSecrets {
  const isKnown = (name: string): boolean => Object.hasOwn(env, name);
  return {
    isKnown,
    forSigning: (name) => {
      const value = isKnown(name) ? env[name] : undefined;
      if (value === undefined) return Promise.reject(signingErrors.notGiven());
      return Promise.resolve({ name, mode: 'exposed', value });
    },
    nameBehind: () => null,
    placeholderIn: () => null,
  };
}
