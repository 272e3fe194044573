import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { StackAddress } from './stack-address.js';

/** Everything the stack has written down so far, by place: database, Redis, log files, data files. */
export async function dumpStack(stack: StackAddress): Promise<Map<string, Buffer>> {
  const places = new Map<string, Buffer>();
  await dumpMongo(stack.mongoUri, places);
  await dumpRedis(stack.redisUrl, places);
  dumpFolder(join(stack.dataDir, 'logs'), places);
  dumpFolder(join(stack.dataDir, 'redis'), places);
  dumpFolder(join(stack.dataDir, 'embedded-mongo'), places);
  return places;
}

async function dumpMongo(uri: string, places: Map<string, Buffer>): Promise<void> {
  const client = await MongoClient.connect(uri);
  const database = client.db();
  for (const { name } of await database.listCollections().toArray()) {
    const documents = await database.collection(name).find().toArray();
    for (const [index, document] of documents.entries()) {
      const binaries = Object.values(document).flatMap((value) => (isBinary(value) ? [Buffer.from(value.buffer)] : []));
      places.set(`mongo ${name} #${index}`, Buffer.concat([Buffer.from(JSON.stringify(document)), ...binaries]));
    }
  }
  await client.close();
}

function isBinary(value: unknown): value is { readonly buffer: Uint8Array } {
  return typeof value === 'object' && value !== null && 'buffer' in value && value.buffer instanceof Uint8Array;
}

async function dumpRedis(url: string, places: Map<string, Buffer>): Promise<void> {
  const redis = new Redis(url);
  for (const key of await redis.keys('*')) {
    const dumped = await redis.callBuffer('DUMP', key);
    places.set(`redis ${key}`, Buffer.concat([Buffer.from(key), Buffer.isBuffer(dumped) ? dumped : Buffer.alloc(0)]));
  }
  redis.disconnect();
}

function dumpFolder(folder: string, places: Map<string, Buffer>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) dumpFolder(path, places);
    else places.set(`file ${path}`, readFileSync(path));
  }
}
