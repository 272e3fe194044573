import { toolMessage } from './tool-message.js';

const same = (text: string): string => text;

describe('toolMessage', () => {
  it('cuts what is too long for a model in the middle and says so', () => {
    const output = `begin${'x'.repeat(40_000)}end`;
    const message = JSON.parse(toolMessage({ result: null, output, error: null, denials: [] }, same)) as {
      output: string;
    };
    expect(message.output.length).toBeLessThan(17_000);
    expect(message.output).toMatch(/^begin[\s\S]*\[… \d+ characters left out …\][\s\S]*end$/);
  });

  it('redacts before it cuts, so that no half of a value is left at the cut', () => {
    const value = 'VALUE'.repeat(10);
    const output = `${'x'.repeat(8_180)}${value}${'y'.repeat(20_000)}`;
    const message = toolMessage({ result: value, output, error: null, denials: [] }, (text) =>
      text.replaceAll(value, '«K»'),
    );
    expect(message).not.toContain('VALUE');
  });

  it('lists refused requests, redacted', () => {
    const denials = [{ method: 'GET', host: 'canary.example', reason: 'no' }];
    const message = toolMessage({ result: null, output: '', error: null, denials }, (text) =>
      text.replace('canary', '«K»'),
    );
    expect(JSON.parse(message)).toMatchObject({
      ok: true,
      denied: [{ method: 'GET', host: '«K».example', reason: 'no' }],
    });
  });
});
