import { type ScriptedPiece, type TestUser, WorkerWorld, createCanary } from '@cloakroom/testing';

const TIMEOUT_MS = 60_000;

describe('files of a run', () => {
  let world: WorkerWorld;
  let user: TestUser;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    await world.startWorker();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
  }, TIMEOUT_MS);

  beforeEach(() => {
    user = world.newUser();
  });

  function play(...calls: [language: 'javascript' | 'python', code: string][]): void {
    const turns: ScriptedPiece[][] = calls.map(([language, code]) => [{ call: `run_${language}`, args: { code } }]);
    world.model.play((_, turn) => turns[turn] ?? [{ text: 'Done.' }]);
  }

  it(
    'are there for JavaScript and Python, and the model is told of them, not what is in them',
    async () => {
      const value = createCanary();
      await user.saveSecret('A_KEY', value);
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
      const text = await user.upload('täble.csv', `a,b\n1,${value}\n`, 'text/csv');
      const binary = await user.upload('all.bin', bytes, 'application/octet-stream');
      play(
        [
          'javascript',
          'const fs = require("fs"); fs.readFileSync("täble.csv", "utf8") + fs.readFileSync("/workspace/all.bin").toString("hex")',
        ],
        ['python', 'open("/workspace/täble.csv").read() + open("all.bin", "rb").read().hex()'],
      );
      const run = await user.ask('What is in them?', undefined, 'chat', [text, binary]);
      expect(await world.ended(run.runId)).toMatchObject({ status: 'finished' });
      const inside = `a,b\n1,«A_KEY»\n${bytes.toString('hex')}`;
      const parts = await user.answer(run);
      expect(parts).toMatchObject([{ result: inside }, { result: inside }, { text: 'Done.' }]);
      const asked = world.model.requests.at(-1)?.messages.find(({ role }) => role === 'user');
      expect(asked?.content?.split('\n').slice(2)).toEqual([
        '<attachments>',
        `{"file":"/workspace/täble.csv","mediaType":"text/csv","bytes":${text.bytes}}`,
        '{"file":"/workspace/all.bin","mediaType":"application/octet-stream","bytes":256}',
        '</attachments>',
      ]);
    },
    TIMEOUT_MS,
  );
});
