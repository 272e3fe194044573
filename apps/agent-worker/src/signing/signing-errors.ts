import { SigningError } from '@cloakroom/sandbox';

/** Why a call may not sign with a secret, in words for its program and its user. A name is said only when it is one. */
export const signingErrors = {
  notGiven: (): SigningError =>
    new SigningError(
      'There is no such secret in this call. Give the NAME of one, as in process.env or os.environ, and not its value.',
    ),
  withheld: (name: string): SigningError =>
    new SigningError(
      `The secret ${name} did not sign: its user is asked before it is used, and this call was not allowed to. Name the variable in the code, so that the user can be asked.`,
    ),
  revoked: (name: string): SigningError =>
    new SigningError(
      `The secret ${name} did not sign: its user has deleted it or switched it off, or its time is over. Do not try again.`,
    ),
  notOpened: (name: string): SigningError =>
    new SigningError(`The secret ${name} did not sign: its value could not be opened. The user has to save it again.`),
  notSeen: (): SigningError =>
    new SigningError('Nothing was signed: whether the secret may still be used cannot be seen now. Try again.'),
};
