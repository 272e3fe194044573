import { signUpStateSchema, type SignUpState } from '@cloakroom/contracts';
import { api } from '../platform/api-client.js';

/** Whether an account can be made now; with an invitation, or without one. */
export function checkSignUp(invitation: string): Promise<SignUpState> {
  const body = invitation === '' ? {} : { invitation };
  return api('POST', '/api/v1/sign-up/check', signUpStateSchema, body);
}
