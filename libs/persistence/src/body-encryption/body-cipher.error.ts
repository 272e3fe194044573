/**
 * Why a body or a wrapped key did not open. `BODY_FORMAT`: too short, or of a version that this build does not know.
 * `BODY_WRONG_KEY`: the commitment is another key's. `BODY_NOT_AUTHENTIC`: changed, or moved to another place.
 * `KEK_UNKNOWN`: wrapped under a chat key that this process does not have.
 */
export type BodyCipherErrorCode = 'BODY_FORMAT' | 'BODY_WRONG_KEY' | 'BODY_NOT_AUTHENTIC' | 'KEK_UNKNOWN';

/** Encrypted data did not open. Holds the code only: no key, no text, no cause. */
export class BodyCipherError extends Error {
  override readonly name = 'BodyCipherError';
  readonly kind = 'unexpected';
  constructor(readonly code: BodyCipherErrorCode) {
    super(messages[code]);
  }
}

const messages: Readonly<Record<BodyCipherErrorCode, string>> = {
  BODY_FORMAT: 'The encrypted data is damaged or was written by a newer version.',
  BODY_WRONG_KEY: 'The encrypted data belongs to another key.',
  BODY_NOT_AUTHENTIC: 'The encrypted data was changed or moved to another place.',
  KEK_UNKNOWN: 'The data key is wrapped under a chat key that is not in chat.json. Put chat.json back from a backup.',
};
