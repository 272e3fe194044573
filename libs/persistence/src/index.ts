export * from './body-encryption/index.js';
