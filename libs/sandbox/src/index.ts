export * from './egress.port.js';
export type * from './sandbox.types.js';
