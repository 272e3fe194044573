import type { LoggedRequest, ToolPart } from '@cloakroom/contracts';
import { receiptOf } from './receipt-lines.js';

const request: LoggedRequest = { method: 'GET', host: 'api.x.com', path: '/2', status: 200, bytes: 120, ms: 4 };
const secret = { name: 'X_KEY', place: 'header', headerName: 'authorization', mode: 'sealed' } as const;
const tool = (change: Partial<ToolPart>): ToolPart => ({
  type: 'tool',
  toolCallId: 'call-1',
  language: 'javascript',
  code: '',
  state: 'succeeded',
  output: [],
  outputLost: 0,
  result: null,
  error: null,
  durationMs: 10,
  requests: [],
  masked: [],
  secrets: [],
  ...change,
});

it('is there only for answers that ran code', () => {
  expect(receiptOf([{ type: 'text', text: 'hello' }])).toBeNull();
  expect(receiptOf([tool({})])).toMatchObject({ sent: [], requests: 0, bytes: 0, durationMs: 10 });
});

it('adds the calls up, and names what was sent, not what was denied', () => {
  const receipt = receiptOf([
    tool({ requests: [{ ...request, secrets: [secret] }] }),
    { type: 'text', text: 'then' },
    tool({
      language: 'python',
      durationMs: null,
      requests: [request, { ...request, denied: true, status: null, secrets: [{ ...secret, name: 'OTHER_KEY' }] }],
    }),
  ]);
  expect(receipt).toMatchObject({ sent: ['X_KEY'], requests: 3, bytes: 360, durationMs: 10 });
  expect(receipt?.calls.map(({ number, language }) => [number, language])).toEqual([
    [1, 'javascript'],
    [2, 'python'],
  ]);
});

it('names what signed, in all and call by call', () => {
  const signed = { name: 'B_KEY', mode: 'sealed', how: 'signed', count: 3 } as const;
  const receipt = receiptOf([
    tool({ secrets: [signed, { ...signed, how: 'env', count: 1 }] }),
    tool({
      secrets: [
        { ...signed, count: 1 },
        { ...signed, name: 'A_KEY' },
        { ...signed, name: 'C_KEY', how: 'sent' },
      ],
    }),
  ]);
  expect(receipt).toMatchObject({ sent: [], signed: ['A_KEY', 'B_KEY'] });
  expect(receipt?.calls[0]?.signed).toEqual([{ name: 'B_KEY', mode: 'sealed', count: 3 }]);
});

it('tells the masks that the worker counted', () => {
  const masked = [{ name: 'X_KEY', count: 3 }];
  const receipt = receiptOf([tool({ masked, result: '«X_KEY»' }), tool({ masked })]);
  expect(receipt?.masked).toEqual([{ name: 'X_KEY', count: 6 }]);
});

it('counts the masks in output, result and error of older calls', () => {
  const receipt = receiptOf([
    tool({ output: [{ stream: 'stdout', text: '«X_KEY» and «X_KEY»' }], result: '«A_KEY»' }),
    tool({ error: { kind: 'USER_ERROR', message: 'bad «A_KEY»' } }),
  ]);
  expect(receipt?.masked).toEqual([
    { name: 'A_KEY', count: 2 },
    { name: 'X_KEY', count: 2 },
  ]);
});
