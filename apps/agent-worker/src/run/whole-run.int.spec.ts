import {
  type AskedRun,
  type ScriptedPiece,
  type TestUser,
  WorkerWorld,
  createCanary,
  findCanary,
} from '@cloakroom/testing';

const TIMEOUT_MS = 60_000;

describe('a whole run', () => {
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

  it(
    'streams an answer, stores the fold of its events and frees the conversation',
    async () => {
      world.model.play(() => [{ text: 'Good ' }, { text: 'day' }, { text: '.' }]);
      const run = await user.ask('Hello?');
      expect(await world.ended(run.runId)).toMatchObject({ status: 'finished', attempt: 1, error: null });
      const view = await world.view(user, run.runId);
      expect(view).toMatchObject({ status: 'finished', parts: [{ type: 'text', text: 'Good day.' }] });
      expect(await user.answer(run)).toEqual(view.parts);
      expect((await user.conversation(run)).activeRunId).toBeNull();
    },
    TIMEOUT_MS,
  );

  it(
    'runs code that reads a secret, and shows the value nowhere',
    async () => {
      const value = createCanary();
      await user.saveSecret('X_BEARER_TOKEN', value, 'For search.');
      world.model.play((_, turn) => [toolTurn, endTurn][turn] ?? endTurn);
      const run = await user.ask(`Use my X_BEARER_TOKEN. It is ${value}.`);
      expect(await world.ended(run.runId)).toMatchObject({ status: 'finished' });
      const [text, tool, end] = await user.answer(run);
      expect(text).toEqual({ type: 'text', text: 'I look it up.' });
      expect(end).toEqual({ type: 'text', text: 'Done.' });
      expect(tool).toMatchObject({
        type: 'tool',
        language: 'javascript',
        state: 'succeeded',
        result: '«X_BEARER_TOKEN»',
        output: [
          { stream: 'stdout', text: `«X_BEARER_TOKEN»\n«X_BEARER_TOKEN»\n${value.length}\n` },
          { stream: 'stderr', text: expect.stringContaining('«X_BEARER_TOKEN»') as unknown },
        ],
      });
      const places = await world.everything();
      places.set('events', JSON.stringify(await world.events(user, run.runId)));
      places.set('answer', JSON.stringify(await user.answer(run)));
      places.set('what the model was sent', JSON.stringify(world.model.requests));
      expect(findCanary(value, places)).toEqual([]);
      expect(places.get('what the model was sent')).toContain('«X_BEARER_TOKEN»');
      expect([...places.keys()].filter((place) => place.startsWith('redis ')).length).toBeGreaterThan(1);
      const [secret] = await user.secrets();
      expect(secret?.lastUsedAt).toBeInstanceOf(Date);
    },
    TIMEOUT_MS,
  );

  it(
    'tells the model of a refused host, a failing program, a wrong call and a made-up tool, and goes on',
    async () => {
      const turns: ScriptedPiece[][] = [
        [{ call: 'run_javascript', args: { code: 'try { await fetch("http://127.0.0.1:1/") } catch {} ; "caught"' } }],
        [{ call: 'run_javascript', args: { code: 'throw new Error("my own fault")' } }],
        [
          { call: 'run_javascript', args: '{not json' },
          { call: 'make_coffee', args: {} },
        ],
        [{ text: 'I give up.' }],
      ];
      world.model.play((_, turn) => turns[turn] ?? []);
      const run = await user.ask('Try things.');
      expect(await world.ended(run.runId)).toMatchObject({ status: 'finished' });
      const sent = world.model.requests.at(-1)?.messages.filter(({ role }) => role === 'tool') ?? [];
      const [denied, thrown, malformed, unknown] = sent.map(({ content }) => JSON.parse(content ?? '') as unknown);
      expect(denied).toMatchObject({
        ok: true,
        result: 'caught',
        denied: [{ method: 'GET', host: expect.any(String) as unknown }],
      });
      expect(thrown).toMatchObject({ ok: false, error: { kind: 'USER_ERROR' } });
      expect(malformed).toMatchObject({ ok: false, error: { message: expect.stringContaining('JSON') as unknown } });
      expect(unknown).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('run_python') as unknown },
      });
      expect((await user.answer(run)).map(({ type }) => type)).toEqual(['tool', 'tool', 'text']);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps /workspace between the calls of a run, and sends the conversation along next time',
    async () => {
      const turns: ScriptedPiece[][] = [
        [{ call: 'run_javascript', args: { code: 'require("fs").writeFileSync("/workspace/a.txt", "kept")' } }],
        [{ call: 'run_javascript', args: { code: 'require("fs").readFileSync("/workspace/a.txt", "utf8")' } }],
        [{ text: 'Written and read.' }],
      ];
      world.model.play((_, turn) => turns[turn] ?? []);
      const first = await user.ask('Write a file.');
      await world.ended(first.runId);
      const parts = await user.answer(first);
      expect(parts[1]).toMatchObject({ type: 'tool', result: 'kept' });
      world.model.play(() => [{ text: 'You asked for a file.' }]);
      const second = await user.ask('What did I ask?', first);
      await world.ended(second.runId);
      const roles = world.model.requests.at(-1)?.messages.map(({ role }) => role);
      expect(roles).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'tool', 'assistant', 'user']);
    },
    TIMEOUT_MS,
  );

  it.each([
    [[{ status: 401 }], 'model-unauthorized'],
    [[{ status: 400, code: 'context_length_exceeded' }], 'model-context-too-long'],
    [[{ status: 404 }], 'model-not-found'],
    [[{ text: 'Half' }, { cutOff: true }], 'model-cut-off'],
    [[{ text: 'No' }, { finishReason: 'content_filter' }], 'model-filtered'],
    [[], 'model-empty'],
  ] as const)(
    'fails with a reason when the model answers %j',
    async (pieces, code) => {
      world.model.play(() => pieces);
      const run = await user.ask('Hello?');
      const ended = await world.ended(run.runId);
      expect(ended).toMatchObject({ status: 'failed', error: { code } });
      expect(ended.error?.message).toMatch(/\.$/);
      expect((await user.conversation(run)).activeRunId).toBeNull();
    },
    TIMEOUT_MS,
  );

  it(
    'ends after its last step',
    async () => {
      world.model.play(() => [{ call: 'run_javascript', args: { code: '1' } }]);
      const run = await user.ask('Go on for ever.');
      expect(await world.ended(run.runId)).toMatchObject({ status: 'failed', error: { code: 'too-many-steps' } });
      expect(await toolCount(run)).toBe(12);
    },
    TIMEOUT_MS,
  );

  async function toolCount(run: AskedRun): Promise<number> {
    return (await user.answer(run)).filter(({ type }) => type === 'tool').length;
  }
});

const toolTurn: ScriptedPiece[] = [
  { text: 'I look ' },
  { text: 'it up.' },
  {
    call: 'run_javascript',
    args: {
      code: `const token = process.env.X_BEARER_TOKEN;
console.log(token);
console.log(Buffer.from(token).toString("base64"));
console.log(token.length);
console.error("hex", Buffer.from(token).toString("hex"));
token`,
    },
  },
];
const endTurn: ScriptedPiece[] = [{ text: 'Done.' }];
