import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MongoClient } from 'mongodb';
import { findFreePort, spawnService, stopService, waitForPort } from './child-service.mjs';
import { prepareEmbeddedMongo } from './embedded-mongo.mjs';
import { findProgram } from './host-packages.mjs';
import { CACHE_DIR } from './start-services.mjs';

const notNeeded = findProgram('mongod') !== null && findProgram('java') === null;
const START_MS = 30_000;

describe('the embedded MongoDB server', { skip: notNeeded && 'mongod is here and Java is not' }, () => {
  let folder;
  let program;
  let server;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloakroom-mongo-'));
    program = prepareEmbeddedMongo({ cacheDir: CACHE_DIR, say: console.log });
    assert.equal(program.reason, undefined);
  });

  after(async () => {
    if (server !== undefined) await close(server).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(collection = 'things') {
    const port = await findFreePort();
    const pidFile = join(folder, 'mongo.pid');
    const child = spawnService({
      command: program.command,
      args: [...program.args, join(folder, 'data.mv.db'), String(port)],
      logFile: join(folder, 'mongo.log'),
      pidFile,
    });
    await waitForPort(child, port, START_MS);
    const client = new MongoClient(`mongodb://127.0.0.1:${port}`, { serverSelectionTimeoutMS: 5000 });
    server = { child, pidFile, client, things: client.db('proof').collection(collection) };
    return server;
  }

  async function close({ child, pidFile, client }) {
    await client.close();
    await stopService(child, pidFile);
    server = undefined;
  }

  it('loses no acknowledged write when it is killed in the middle of writing', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { child, client, things } = await open();
      const killed = new Promise((resolve) => child.once('exit', resolve));
      child.ref();
      const acknowledged = [];
      const writer = async (lane) => {
        for (let n = 0; n < 100_000; n += 1) {
          const id = `${round}-${lane}-${n}`;
          await things.insertOne({ _id: id });
          acknowledged.push(id);
          if (acknowledged.length === 300) child.kill('SIGKILL');
        }
      };
      await Promise.allSettled([0, 1, 2, 3].map(writer));
      await killed;
      await client.close();

      const again = await open();
      const kept = new Set((await again.things.find().toArray()).map((thing) => thing._id));
      assert.ok(acknowledged.length >= 300);
      assert.deepEqual(
        acknowledged.filter((id) => !kept.has(id)),
        [],
      );
      await close(again);
    }
  });

  it('lets exactly one of sixteen compare-and-sets win, and exactly one of sixteen equal keys in', async () => {
    const opened = await open('races');
    const { things } = opened;
    await things.createIndex({ userId: 1, name: 1 }, { unique: true });
    const sixteen = Array.from({ length: 16 }, (_, index) => index);
    for (let round = 0; round < 15; round += 1) {
      await things.insertOne({ _id: `run-${round}`, userId: `u-${round}`, name: 'run', attempt: 0 });
      const claims = await Promise.all(
        sixteen.map((worker) =>
          things.updateOne({ _id: `run-${round}`, attempt: 0 }, { $set: { attempt: 1, workerId: worker } }),
        ),
      );
      assert.equal(claims.filter((claim) => claim.modifiedCount === 1).length, 1);

      const inserts = await Promise.allSettled(
        sixteen.map((n) => things.insertOne({ _id: `name-${round}-${n}`, userId: `u-${round}`, name: 'same' })),
      );
      assert.equal(inserts.filter((insert) => insert.status === 'fulfilled').length, 1);
      assert.ok(inserts.every((insert) => insert.status === 'fulfilled' || insert.reason.code === 11_000));

      await Promise.all(sixteen.map(() => things.updateOne({ _id: `run-${round}` }, { $inc: { beats: 1 } })));
      assert.equal((await things.findOne({ _id: `run-${round}` })).beats, 16);
    }
    await close(opened);
  });

  it('keeps everything over an orderly end', async () => {
    const first = await open();
    await first.things.insertOne({ _id: 'kept', at: new Date(0) });
    await close(first);
    const second = await open();
    assert.deepEqual(await second.things.findOne({ _id: 'kept' }), { _id: 'kept', at: new Date(0) });
    await close(second);
  });
});
