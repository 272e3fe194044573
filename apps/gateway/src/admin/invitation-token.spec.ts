import { INVITATION_PATTERN } from '@cloakroom/contracts';
import { hashInvitationToken, makeInvitationToken } from './invitation-token.js';

describe('the token of an invitation', () => {
  it('is new every time and is stored as a hash', () => {
    const [token, other] = [makeInvitationToken(), makeInvitationToken()];
    expect(token).toMatch(INVITATION_PATTERN);
    expect(other).not.toBe(token);
    expect(hashInvitationToken(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashInvitationToken(token)).toBe(hashInvitationToken(token));
    expect(hashInvitationToken(other)).not.toBe(hashInvitationToken(token));
  });

  it.each([undefined, null, '', 7, {}, ['inv_'], 'inv_short', ` ${makeInvitationToken()}`])(
    'has no hash when it is %p',
    (token) => {
      expect(hashInvitationToken(token)).toBeNull();
    },
  );
});
