import { ownerId } from '@cloakroom/persistence';
import { WorkerWorld, waitUntil } from '@cloakroom/testing';

const TIMEOUT_MS = 180_000;

describe('a drill that a user asked for', () => {
  it(
    'is made by a worker, shows how far it is, and leaves its report and nothing else',
    async () => {
      const world = await WorkerWorld.open();
      try {
        const { drills } = world.persistence;
        const owner = ownerId('user-1');
        await world.startWorker();
        expect(await drills.find(owner)).toMatchObject({ state: 'none', report: null });
        await drills.request(owner);
        await drills.request(owner);
        await waitUntil('the drill to begin', async () => (await drills.find(owner)).made > 0, 60_000);
        await waitUntil('the drill to end', async () => (await drills.find(owner)).state === 'done', 150_000);
        const { report, made, all } = await drills.find(owner);
        expect(report?.checks.filter(({ passed }) => !passed)).toEqual([]);
        expect([made, report?.checks.length]).toEqual([all, all + 2]);
        expect(world.workerOutput).not.toContain('drill_');
        expect(JSON.stringify(report)).not.toMatch(/drill_[0-9a-f]/);
      } finally {
        await world.close();
      }
    },
    TIMEOUT_MS,
  );
});
