import { ScriptedModel, gate } from '@cloakroom/testing';
import { OpenAiModel } from './openai-model.js';
import type { ModelAnswer } from './model.port.js';

describe('OpenAiModel', () => {
  let played: ScriptedModel;

  beforeAll(async () => {
    played = await ScriptedModel.start(() => []);
  });
  afterAll(() => played.close());

  function model(more: { baseUrl?: string; firstPieceMs?: number; idleMs?: number } = {}): OpenAiModel {
    return new OpenAiModel({ baseUrl: played.baseUrl, apiKey: 'k', model: 'm', ...more });
  }

  async function ask(
    of = model(),
    signal = new AbortController().signal,
  ): Promise<{ answer: ModelAnswer; seen: string[] }> {
    const seen: string[] = [];
    const answer = await of.answer(
      [{ role: 'user', content: 'q' }],
      (text) => {
        seen.push(text);
        return Promise.resolve();
      },
      signal,
    );
    return { answer, seen };
  }

  it('gives the text as it comes, and the calls when they are whole', async () => {
    played.play(() => [
      { text: 'a' },
      { text: 'b' },
      { call: 'run_python', args: { code: 'print(1)' } },
      { call: 'run_javascript', args: { code: '2' } },
    ]);
    const { answer, seen } = await ask();
    expect(seen).toEqual(['a', 'b']);
    expect(answer).toEqual({
      text: 'ab',
      calls: [
        { callId: 'call_0', name: 'run_python', args: '{"code":"print(1)"}' },
        { callId: 'call_1', name: 'run_javascript', args: '{"code":"2"}' },
      ],
      tokens: 9,
    });
  });

  it('counts the tokens that the server says, and asks it to', async () => {
    played.play(() => [{ text: 'ab' }, { tokens: 1_234 }]);
    expect((await ask()).answer).toEqual({ text: 'ab', calls: [], tokens: 1_234 });
    expect(played.requests.at(-1)).toMatchObject({ stream_options: { include_usage: true } });
  });

  it('does without at a server that refuses to be asked, and estimates', async () => {
    const without = model();
    played.play((request) => ('stream_options' in request ? [{ status: 400 }] : [{ text: 'abcdefg' }]));
    expect((await ask(without)).answer).toEqual({ text: 'abcdefg', calls: [], tokens: 2 });
    const before = played.requests.length;
    await ask(without);
    expect(played.requests.length - before).toBe(1);
  });

  it.each([
    [401, undefined, 'model-unauthorized', 'user'],
    [404, undefined, 'model-not-found', 'user'],
    [400, undefined, 'model-refused', 'user'],
    [400, 'context_length_exceeded', 'model-context-too-long', 'user'],
    [403, 'insufficient_quota', 'model-quota', 'user'],
  ])('says what HTTP %s %s means', async (status, code, expected, kind) => {
    played.play(() => [code === undefined ? { status } : { status, code }]);
    await expect(ask()).rejects.toMatchObject({ code: expected, kind });
  });

  it('tries again when the model is busy, and says so when it stays busy', async () => {
    const before = played.requests.length;
    played.play(() => [{ status: 429 }]);
    await expect(ask()).rejects.toMatchObject({ code: 'model-rate-limited', kind: 'operational' });
    expect(played.requests.length - before).toBe(3);
  }, 20_000);

  it('says when nobody listens', async () => {
    const nowhere = model({ baseUrl: 'http://127.0.0.1:9/v1' });
    await expect(ask(nowhere)).rejects.toMatchObject({
      code: 'model-unreachable',
      message: expect.stringContaining('http://127.0.0.1:9') as unknown,
    });
  }, 20_000);

  it('gives up a model that says nothing, before or within its answer', async () => {
    const never = gate();
    played.play(() => [{ wait: never.opened }]);
    await expect(ask(model({ firstPieceMs: 50 }))).rejects.toMatchObject({ code: 'model-timeout' });
    played.play(() => [{ text: 'a' }, { wait: never.opened }]);
    await expect(ask(model({ idleMs: 50 }))).rejects.toMatchObject({ code: 'model-timeout' });
  });

  it('stops at once when told to', async () => {
    played.play(() => [{ text: 'a' }, { wait: gate().opened }]);
    const stop = new AbortController();
    const asked = model().answer(
      [{ role: 'user', content: 'q' }],
      () => {
        stop.abort();
        return Promise.resolve();
      },
      stop.signal,
    );
    await expect(asked).rejects.toThrow();
  });
});
