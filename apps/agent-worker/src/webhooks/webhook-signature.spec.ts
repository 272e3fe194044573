import { signWebhook } from './webhook-signature.js';

describe('signWebhook', () => {
  // Expected signature made with Python's hmac.
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', at: new Date(1_614_265_330_500) };

  it('signs id, time in whole seconds and body', () => {
    expect(signWebhook(secret, message)).toEqual([
      ['webhook-id', message.id],
      ['webhook-timestamp', '1614265330'],
      ['webhook-signature', 'v1,YO/ulmd+VFtlnbodv7yLOOsS6RlBZ48h++gXZrGOpZo='],
    ]);
  });

  it.each(['', 'whsec_', 'secret', 'whsec_AAAA', `${secret}x`])('refuses %j as a secret', (wrong) => {
    expect(() => signWebhook(wrong, message)).toThrow(TypeError);
  });
});
