import OpenAI from 'openai';
import { readDemoModelConfig } from './demo-model.config.js';
import { startDemoModel, type RunningDemoModel } from './demo-model.server.js';

const MODEL = 'cloakroom-demo';
const WALK = 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret';
const X_SECRET = { name: 'X_BEARER_TOKEN', description: 'X/Twitter API Bearer Token for search and mentions' };

type Message = OpenAI.Chat.ChatCompletionMessageParam;

function system(...secrets: { name: string; description: string }[]): Message {
  const lines = secrets.map((secret) => JSON.stringify(secret)).join('\n');
  return { role: 'system', content: `You are an agent.\n<secrets>\n${lines}\n</secrets>\nBe brief.` };
}

function tool(name: string): OpenAI.Chat.ChatCompletionTool {
  const parameters = { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] };
  return { type: 'function', function: { name, description: 'Runs code.', parameters } };
}

const TOOLS = [tool('run_javascript'), tool('run_python')];

describe('the demonstration model over HTTP', () => {
  let model: RunningDemoModel;
  let client: OpenAI;

  beforeAll(async () => {
    model = await startDemoModel({ port: 0, delayMs: 0 });
    client = new OpenAI({ baseURL: model.baseUrl, apiKey: 'none', maxRetries: 0 });
  });
  afterAll(() => model.close());

  const ask = async (messages: Message[], tools = TOOLS): Promise<OpenAI.Chat.ChatCompletionMessage> => {
    const completion = await client.chat.completions.create({ model: MODEL, messages, tools });
    const message = completion.choices[0]?.message;
    if (message === undefined) throw new Error('No choice.');
    return message;
  };
  const user = (content: string): Message => ({ role: 'user', content });
  const codeOf = (message: OpenAI.Chat.ChatCompletionMessage): { name: string; code: string } => {
    const call = message.tool_calls?.[0];
    if (call?.type !== 'function') throw new Error(`No tool call: ${message.content ?? ''}`);
    const args: unknown = JSON.parse(call.function.arguments);
    const code = typeof args === 'object' && args !== null && 'code' in args ? args.code : '';
    return { name: call.function.name, code: String(code) };
  };

  it('lists itself', async () => {
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual([MODEL]);
    expect((await client.models.retrieve(MODEL)).owned_by).toBe('cloakroom');
  });

  it("answers the walk's prompt with a program that reads the secret and asks X", async () => {
    const message = await ask([system(X_SECRET), user(WALK)]);
    const { name, code } = codeOf(message);
    expect(name).toBe('run_javascript');
    expect(code).toBe(`const bearerToken = process.env.X_BEARER_TOKEN;
const response = await fetch(
  "https://api.x.com/2/tweets/search/recent?query=@CreaoAI",
  { headers: { Authorization: \`Bearer \${bearerToken}\` } }
);
console.log(\`Status: \${response.status}\`);
const body = await response.json();
if (Array.isArray(body.data)) {
  for (const tweet of body.data) console.log(\`- \${tweet.text}\`);
} else {
  console.log(JSON.stringify(body, null, 2));
}
`);
    expect(message.content).toContain('api.x.com');
  });

  it('writes Python when asked for it, or when nothing else is offered', async () => {
    const asked = codeOf(await ask([system(X_SECRET), user(`${WALK}, in Python`)]));
    expect(asked.name).toBe('run_python');
    expect(asked.code).toContain('bearer_token = os.environ["X_BEARER_TOKEN"]');
    expect(asked.code).toContain('headers = {"Authorization": f"Bearer {bearer_token}"}');
    const only = codeOf(await ask([system(X_SECRET), user(WALK)], [tool('run_python')]));
    expect(only.name).toBe('run_python');
  });

  it('streams the same answer in small chunks, with usage and the reason it ended', async () => {
    const messages = [system(X_SECRET), user(WALK)];
    const whole = await ask(messages);
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages,
      tools: TOOLS,
      stream: true,
      stream_options: { include_usage: true },
    });
    const texts: string[] = [];
    const args: string[] = [];
    let opening: OpenAI.Chat.ChatCompletionChunk.Choice.Delta.ToolCall | undefined;
    const reasons: (string | null)[] = [];
    let tokens = 0;
    for await (const chunk of stream) {
      const choice = chunk.choices[0];
      if (choice?.delta.content) texts.push(choice.delta.content);
      for (const call of choice?.delta.tool_calls ?? []) {
        if (call.id !== undefined) opening = call;
        if (call.function?.arguments) args.push(call.function.arguments);
      }
      if (choice?.finish_reason) reasons.push(choice.finish_reason);
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    const call = whole.tool_calls?.[0];
    expect(texts.join('')).toBe(whole.content);
    expect(texts.length).toBeGreaterThan(5);
    expect(call).toEqual({
      id: opening?.id,
      type: 'function',
      function: { name: 'run_javascript', arguments: args.join('') },
    });
    expect(args.length).toBeGreaterThan(5);
    expect(reasons).toEqual(['tool_calls']);
    expect(tokens).toBeGreaterThan(0);
  });

  it('gives the same answer to the same request', async () => {
    const body = { model: MODEL, messages: [system(), user('Hello')] };
    const [first, second] = await Promise.all([
      client.chat.completions.create(body),
      client.chat.completions.create(body),
    ]);
    expect({ ...first, created: 0 }).toEqual({ ...second, created: 0 });
  });

  it.each([
    [
      'List my GitHub repos with GITHUB_TOKEN',
      'GITHUB_TOKEN',
      'https://api.github.com/user/repos?sort=updated&per_page=5',
    ],
    [
      'Show the issues of octo-org/octo.repo with my GH_PAT secret',
      'GH_PAT',
      'https://api.github.com/repos/octo-org/octo.repo/issues?per_page=5',
    ],
    ['Check STRIPE_SECRET', 'STRIPE_SECRET', 'https://api.stripe.com/v1/balance'],
    ['List the last customers using STRIPE_SECRET', 'STRIPE_SECRET', 'https://api.stripe.com/v1/customers?limit=5'],
    [
      'Which Slack channels are there? Use SLACK_BOT_TOKEN',
      'SLACK_BOT_TOKEN',
      'https://slack.com/api/conversations.list?limit=20',
    ],
    ['Which OpenAI models can I use?', 'OPENAI_API_KEY', 'https://api.openai.com/v1/models'],
    [
      'Search X for #cloakroom with my x bearer token',
      'X_BEARER_TOKEN',
      'https://api.x.com/2/tweets/search/recent?query=%23cloakroom',
    ],
    [
      'Call https://api.acme.example/v1/me?full=1, using ACME_API_KEY.',
      'ACME_API_KEY',
      'https://api.acme.example/v1/me?full=1',
    ],
    ['Call https://api.acme.example/v1/me using my TOKEN', 'TOKEN', 'https://api.acme.example/v1/me'],
  ])('%s', async (prompt, secret, url) => {
    const message = await ask([system(X_SECRET, { name: secret, description: '' }), user(prompt)]);
    const { code } = codeOf(message);
    expect(code).toContain(`process.env.${secret}`);
    expect(code).toContain(JSON.stringify(url));
  });

  it('uses the header that a service wants', async () => {
    const secret = { name: 'ANTHROPIC_API_KEY', description: '' };
    const { code } = codeOf(await ask([system(secret), user('List Anthropic models')]));
    expect(code).toContain('headers: { "x-api-key": anthropicApiKey, "anthropic-version": "2023-06-01" }');
  });

  it('asks back when a secret is missing, by the name to add', async () => {
    const named = await ask([system(), user(WALK)]);
    expect(named.tool_calls).toBeUndefined();
    expect(named.content).toContain('Add it on the Secrets page with the name `X_BEARER_TOKEN`');
    expect(named.content).toContain('There are no secrets yet.');
    const service = await ask([system(X_SECRET), user('List my GitHub repositories')]);
    expect(service.content).toContain('`GITHUB_TOKEN`');
    expect(service.content).toContain('The secrets I can use are `X_BEARER_TOKEN`.');
  });

  it('opens the secure field when there is one, uses the secret once it is there, and takes no for an answer', async () => {
    const tools = [...TOOLS, tool('request_secret')];
    const question = user('List my GitHub repositories using my GITHUB_TOKEN secret');
    const asked = await ask([system(), question], tools);
    const call = asked.tool_calls?.[0];
    if (call?.type !== 'function') throw new Error('Nothing is asked.');
    expect(call.function.name).toBe('request_secret');
    const args = { name: 'GITHUB_TOKEN', reason: 'To call GitHub for you.', hosts: ['api.github.com'] };
    expect(JSON.parse(call.function.arguments)).toEqual(args);
    const after = (content: string): Message[] => [
      { role: 'assistant', content: asked.content, tool_calls: [call] },
      { role: 'tool', tool_call_id: call.id, content },
    ];
    const saved = system({ name: 'GITHUB_TOKEN', description: '' });
    const used = await ask([saved, question, ...after(outcome({ result: 'The user saved it.' }))], tools);
    expect(codeOf(used).code).toContain('process.env.GITHUB_TOKEN');
    const declined = outcome({ ok: false, error: { kind: 'USER_ERROR', message: 'The user declined.' } });
    const refused = await ask([system(), question, ...after(declined)], tools);
    expect(refused.tool_calls).toBeUndefined();
    expect(refused.content).toContain('Without that secret');
    const gone = await ask([system(), question, ...after(outcome({ result: 'The user saved it.' }))], tools);
    expect(gone.tool_calls).toBeUndefined();
  });

  it('says so when it does not know the service of a secret', async () => {
    const message = await ask([system({ name: 'ACME_API_KEY', description: '' }), user('Use my ACME_API_KEY secret')]);
    expect(message.tool_calls).toBeUndefined();
    expect(message.content).toContain('I do not know which service it is for');
  });

  it.each([
    ['js', 'console.log(1)', 'run_javascript'],
    ['ts', 'const n: number = 1;', 'run_javascript'],
    ['python', 'print(1)', 'run_python'],
    ['', 'import os\nprint(os.environ)', 'run_python'],
    ['', 'const a = 1;\nconsole.log(a);', 'run_javascript'],
  ])('runs code fenced as "%s"', async (tag, code, name) => {
    const message = await ask([system(), user(`Please run this:\n\n\`\`\`${tag}\n${code}\n\`\`\`\nThanks!`)]);
    expect(codeOf(message)).toEqual({ name, code });
  });

  it('says what it cannot run', async () => {
    expect((await ask([system(), user('```bash\nls\n```')])).content).toContain('not `bash`');
    expect((await ask([system(), user('```js\n1\n```')], [tool('other')])).content).toContain(
      'no tool for it is offered',
    );
  });

  it('explains itself otherwise', async () => {
    const message = await ask([system(X_SECRET), user('Hello, who are you?')]);
    expect(message.tool_calls).toBeUndefined();
    expect(message.content).toContain("Cloakroom's built-in demonstration model");
    expect(message.content).toContain('OPENAI_BASE_URL');
    expect(message.content).toContain('`X_BEARER_TOKEN`');
  });

  const after = (content: string): Message[] => [
    system(X_SECRET),
    user(WALK),
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'run_javascript', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content },
  ];
  const outcome = (parts: object): string =>
    JSON.stringify({ ok: true, result: null, output: '', error: null, ...parts });

  it.each([
    ['output', outcome({ output: 'Status: 200\n- first\n- second\n' }), ['Status: 200\n- first\n- second']],
    ['a result', outcome({ result: '42' }), ['It returned:', '42']],
    ['nothing', outcome({}), ['printed nothing and returned nothing']],
    ['a refused credential', outcome({ output: 'Status: 401\nUnauthorized' }), ['did not accept the credential']],
    [
      'an error',
      outcome({ ok: false, error: { kind: 'USER_ERROR', message: 'TypeError: x is not a function' } }),
      ['USER_ERROR', 'TypeError: x is not a function'],
    ],
    [
      'a denial',
      outcome({ ok: false, output: 'before', error: { kind: 'EGRESS_DENIED', message: 'No.' } }),
      ['EGRESS_DENIED', 'did not let the request out', 'before'],
    ],
    ['a fence in the output', outcome({ output: '```\ninside\n```' }), ['````text\n```\ninside\n```\n````']],
    ['a long output', outcome({ output: 'x'.repeat(5_000) }), ['1000 more characters']],
    ['what is not JSON', 'plain words', ['plain words']],
  ])('tells in prose of %s', async (_what, content, expected) => {
    const message = await ask(after(content));
    expect(message.tool_calls).toBeUndefined();
    for (const part of expected) expect(message.content).toContain(part);
  });

  it('answers a new question after an older tool result', async () => {
    const messages = [
      ...after(outcome({ output: 'old' })),
      { role: 'assistant', content: 'Done.' } as const,
      user('Hello'),
    ];
    expect((await ask(messages)).content).toContain('demonstration model');
  });

  it("fails in OpenAI's shape", async () => {
    const failure = async (attempt: Promise<unknown>): Promise<unknown> => {
      const error = await attempt.then(
        () => null,
        (reason: unknown) => reason,
      );
      if (!(error instanceof OpenAI.APIError)) throw new Error('Expected an API error.', { cause: error });
      const { status, code, param, type } = error as InstanceType<typeof OpenAI.APIError>;
      return { status, code, param, type };
    };
    expect(await failure(client.chat.completions.create({ model: 'gpt-4', messages: [user('Hi')] }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
    expect(await failure(client.chat.completions.create({ model: MODEL, messages: [] }))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param: 'messages',
    });
    expect(await failure(client.files.list())).toMatchObject({ status: 404, code: 'unknown_url' });
    const notJson = await fetch(`${model.baseUrl}/chat/completions`, { method: 'POST', body: '{' });
    expect([notJson.status, await notJson.json()]).toEqual([
      400,
      {
        error: {
          message: 'The body of the request could not be parsed as JSON.',
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      },
    ]);
    expect((await fetch(`${model.baseUrl}/chat/completions`)).status).toBe(405);
  });

  it('stops when the client is gone, and goes on for others', async () => {
    const slow = await startDemoModel({ port: 0, delayMs: 1_000 });
    const slowClient = new OpenAI({ baseURL: slow.baseUrl, apiKey: 'none', maxRetries: 0 });
    const stream = await slowClient.chat.completions.create({ model: MODEL, messages: [user('Hello')], stream: true });
    for await (const chunk of stream) {
      expect(chunk.choices[0]?.delta.role).toBe('assistant');
      break;
    }
    expect((await slowClient.models.list()).data).toHaveLength(1);
    const started = performance.now();
    await slow.close();
    expect(performance.now() - started).toBeLessThan(900);
  });
});

describe('its settings', () => {
  it('have defaults, and name what is wrong without its value', () => {
    expect(readDemoModelConfig({})).toEqual({ port: 0, delayMs: 15 });
    expect(readDemoModelConfig({ DEMO_MODEL_PORT: '4010', DEMO_MODEL_DELAY_MS: '0' })).toEqual({
      port: 4010,
      delayMs: 0,
    });
    expect(() => readDemoModelConfig({ DEMO_MODEL_PORT: 'secret-value' })).toThrow(/DEMO_MODEL_PORT/);
    expect(() => readDemoModelConfig({ DEMO_MODEL_PORT: 'secret-value' })).not.toThrow(/secret-value/);
  });
});
