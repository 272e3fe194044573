export { MIN_MASKABLE_LENGTH, assessMaskability } from './maskability.js';
export { createRedactor } from './redactor.js';
export type {
  ByteRedactionStream,
  RedactionSecret,
  RedactionStream,
  Redactor,
  RedactorOptions,
} from './redactor.types.js';
