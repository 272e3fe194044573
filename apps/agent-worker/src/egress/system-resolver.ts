import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { AddressResolver } from './egress.types.js';

/** The system's own look-up (hosts file, then name servers), with all addresses in the order it gives them. */
export const systemResolver: AddressResolver = {
  async resolve(hostname) {
    const found = await lookup(hostname, { all: true, order: 'verbatim' });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  },
};

/** The addresses of this machine's network interfaces. */
export function interfaceAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
}
