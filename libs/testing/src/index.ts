export * from './canary/canary.js';
export * from './scripted-model/scripted-model.js';
export * from './scripted-model/scripted-model.types.js';
export * from './services/test-services.config.js';
export * from './wait-until.js';
export * from './worker-world/test-user.js';
export * from './worker-world/app-process.js';
export * from './worker-world/worker-world.js';
export { dumpMongo, dumpRedis } from './worker-world/dump.js';
