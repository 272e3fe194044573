export {
  createPythonRuntime,
  readPythonAvailability,
  type PythonAvailability,
  type PythonRuntimeOptions,
} from './python-runtime.js';
