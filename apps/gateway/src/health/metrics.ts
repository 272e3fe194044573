import { createMetricsRegistry, Gauge, type Registry } from '@cloakroom/platform';

/** Token of the process's metrics. */
export const METRICS = Symbol('Metrics');

/** See {@link METRICS}. */
export type MetricsRegistry = Registry;

/** The gateway's metrics. Label values never come from users. */
export function createGatewayMetrics(): MetricsRegistry {
  const registry = createMetricsRegistry('gateway');
  registry.registerMetric(new Gauge({ name: SOCKETS, help: 'Open sockets of this gateway.', registers: [] }));
  return registry;
}

const SOCKETS = 'cloakroom_gateway_sockets';

/** Notes how many sockets are open. */
export function countSockets(registry: MetricsRegistry, count: number): void {
  const gauge = registry.getSingleMetric(SOCKETS);
  if (gauge instanceof Gauge) gauge.set(count);
}
