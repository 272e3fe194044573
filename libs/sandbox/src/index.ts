export * from './egress.port.js';
export * from './signing.port.js';
export type * from './sandbox.types.js';
export { JAVASCRIPT_LIMITS, PYTHON_LIMITS, type SandboxLimits } from './limits.js';
export {
  createSandbox,
  IsolationError,
  type InspectableSandbox,
  type SandboxOptions,
} from './supervisor/create-sandbox.js';
export { SandboxBuildError } from './supervisor/child-entry.js';
