import { type ScriptedPiece, type TestUser, WorkerWorld, createCanary, findCanary } from '@cloakroom/testing';

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

  it(
    'that a call wrote or changed are its user’s, and hold no value',
    async () => {
      const value = createCanary();
      await user.saveSecret('A_KEY', value);
      const [kept, changed] = [await user.upload('kept.txt', 'as it was'), await user.upload('changed.txt', 'before')];
      const png = '89504e470d0a1a0a0000';
      play(
        [
          'javascript',
          `const fs = require("fs"); const key = process.env.A_KEY;
          fs.mkdirSync("out"); fs.writeFileSync("out/chart.png", Buffer.from("${png}", "hex"));
          fs.writeFileSync("kept.txt", "as it was"); fs.appendFileSync("changed.txt", " and after");
          fs.writeFileSync("key.csv", "key\\n" + Buffer.from(key).toString("base64"));
          fs.writeFileSync("key.bin", Buffer.concat([Buffer.from([0, 255]), Buffer.from(key, "utf16le")]));
          fs.writeFileSync(key.replaceAll("/", ""), "x");`,
        ],
        ['python', 'import os; os.remove("key.bin"); open("more.txt", "w").write("from Python"); os.listdir()'],
      );
      const run = await user.ask('Write files.', undefined, 'chat', [kept, changed]);
      expect(await world.ended(run.runId)).toMatchObject({ status: 'finished' });
      const parts = await user.answer(run);
      const [first, second] = parts.map((part) => (part.type === 'tool' ? part : null));
      const shown = first?.artifacts?.map(({ name, shown: how }) => [name, how]);
      expect(shown).toEqual([
        [expect.any(String), 'text'],
        ['changed.txt', 'text'],
        ['key.csv', 'csv'],
        ['out_chart.png', 'image'],
      ]);
      expect(first?.artifactsLeftOut).toEqual([{ name: 'key.bin', reason: 'secret' }]);
      expect(second?.artifacts).toMatchObject([{ name: 'more.txt', mediaType: 'text/plain', bytes: 11 }]);
      const contents = await Promise.all((first?.artifacts ?? []).slice(1).map((file) => user.download(file)));
      expect(contents.map((bytes) => bytes.toString('latin1'))).toEqual([
        'before and after',
        `key\n${Buffer.from('«A_KEY»').toString('latin1')}`,
        Buffer.from(png, 'hex').toString('latin1'),
      ]);
      expect((await world.view(user, run.runId)).parts).toEqual(parts);
      const told = world.model.requests.at(-1)?.messages.find(({ role }) => role === 'tool');
      expect(JSON.parse(told?.content ?? '')).toMatchObject({
        filesForUser: [{}, { name: 'changed.txt', bytes: 16 }, {}, {}],
        filesNotKept: [{ name: 'key.bin', reason: 'secret' }],
      });
      const places = await world.everything();
      places.set('answer', JSON.stringify(parts));
      for (const [at, bytes] of contents.entries()) places.set(`file ${at}`, bytes);
      places.set('what the model was sent', JSON.stringify(world.model.requests));
      expect(findCanary(value, places)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
