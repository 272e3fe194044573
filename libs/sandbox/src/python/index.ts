export { createPythonRuntime, readPythonAvailability } from './python-runtime.js';
