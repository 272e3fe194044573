import type { EgressBroker, EgressBrokerOptions } from './egress.types.js';

export type * from './egress.types.js';

/** Opens the only way out of the sandbox. Throws when an option is not valid, naming it. */
export function createEgressBroker(options: EgressBrokerOptions = {}): EgressBroker {
  return {
    hostOverrides: new Map(options.hostOverrides ?? []),
    openRun: () => {
      throw new Error('The egress broker does not open runs yet.');
    },
    close: () => Promise.resolve(),
  };
}
