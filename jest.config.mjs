const swc = {
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const shared = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/'],
  testEnvironmentOptions: { customExportConditions: ['@cloakroom/source', 'node', 'node-addons'] },
  setupFiles: ['<rootDir>/tools/jest.preload.mjs'],
};

export default {
  // Whole processes start in some tests, on machines that may be busy with others.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testRegex: '(?<!\\.int)\\.spec\\.ts$' },
    { ...shared, displayName: 'int', testRegex: '\\.int\\.spec\\.ts$' },
  ],
};
