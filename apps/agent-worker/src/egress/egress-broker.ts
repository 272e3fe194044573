/*
 * The egress broker: agent code's only way out. See README.md beside this file for what it refuses and how to extend it.
 * Its callers are the worker and the sandbox's host side; what they pass on was written by hostile code.
 */
import { DEFAULT_EGRESS_LIMITS } from './egress-limits.js';
import type { EgressBroker, EgressBrokerOptions } from './egress.types.js';
import { createHostPolicy, parseHostOverrides } from './host-policy.js';
import { LookupGate } from './lookup-gate.js';
import { dialTcp } from './pinned-connector.js';
import { BrokerRun, type BrokerParts } from './run-egress.js';
import { interfaceAddresses, systemResolver } from './system-resolver.js';

export type * from './egress.types.js';

/** Opens the only way out of the sandbox. Throws when an option is not valid, naming it. */
export function createEgressBroker(options: EgressBrokerOptions = {}): EgressBroker {
  const hostOverrides = parseHostOverrides(options.hostOverrides ?? new Map());
  const parts: BrokerParts = {
    rules: {
      limits: { ...DEFAULT_EGRESS_LIMITS, ...options.limits },
      policy: createHostPolicy(options.allowHosts ?? [], options.denyHosts ?? []),
      overrides: hostOverrides,
    },
    lookups: new LookupGate(options.resolver ?? systemResolver),
    ownAddresses: options.ownAddresses ?? interfaceAddresses,
    dial: options.dial ?? dialTcp,
    trustedCa: options.trustedCa,
    clock: options.clock ?? performance,
  };
  const open = new Set<BrokerRun>();
  return {
    hostOverrides,
    openRun(run) {
      const opened = new BrokerRun(parts, run, (closed) => open.delete(closed));
      open.add(opened);
      return opened;
    },
    async close() {
      await Promise.all([...open].map((run) => run.close()));
    },
  };
}
