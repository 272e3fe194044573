import type { Persistence } from '@cloakroom/persistence';
import type { RedisConnections, RedisKeys } from '@cloakroom/platform';

/** Every document of a database, by place, as the bytes of all its texts and binary data. */
export async function dumpMongo(persistence: Persistence): Promise<[place: string, bytes: Buffer][]> {
  const { db } = persistence.mongo.authDatabase();
  const found: [string, Buffer][] = [];
  for (const { name } of await db.listCollections().toArray()) {
    for (const document of await db.collection(name).find().toArray()) {
      found.push([`mongo ${name} #${found.length}`, Buffer.concat(flatten(document))]);
    }
  }
  return found;
}

/** Every key of a prefix with all it holds, by place. */
export async function dumpRedis(
  connections: RedisConnections,
  keys: RedisKeys,
): Promise<[place: string, content: Buffer][]> {
  const found: [string, Buffer][] = [];
  for (const key of await scanKeys(connections, keys)) {
    const content = flatten(await readKey(connections, key));
    found.push([`redis ${key}`, Buffer.concat([Buffer.from(key), ...content])]);
  }
  return found;
}

/** Names of every key of a prefix. */
export function scanKeys(connections: RedisConnections, keys: RedisKeys): Promise<string[]> {
  return connections.commands.keys(`${keys.prefix}*`);
}

async function readKey({ commands }: RedisConnections, key: string): Promise<unknown> {
  const type = await commands.type(key);
  switch (type) {
    case 'string':
      return commands.getBuffer(key);
    case 'hash':
      return commands.callBuffer('HGETALL', key);
    case 'list':
      return commands.lrangeBuffer(key, 0, -1);
    case 'set':
      return commands.smembersBuffer(key);
    case 'zset':
      return commands.zrangeBuffer(key, '0', '-1');
    case 'stream':
      return commands.xrangeBuffer(key, '-', '+');
    case 'none':
      return null;
    default:
      throw new TypeError(`A Redis key of type ${type} cannot be searched yet.`);
  }
}

function flatten(value: unknown): Buffer[] {
  if (ArrayBuffer.isView(value)) return [Buffer.from(value.buffer, value.byteOffset, value.byteLength)];
  if (typeof value === 'string') return [Buffer.from(value)];
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (typeof value !== 'object' || value === null) return [Buffer.from(String(value))];
  return Object.entries(value).flatMap(([key, inner]) => [Buffer.from(key), ...flatten(inner)]);
}
