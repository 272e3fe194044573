/** Why key files cannot be used; every case is for the operator to put right, and nothing was written. */
export type KeyFileErrorCode =
  'KEY_FILE_MISSING' | 'KEY_FILE_UNREADABLE' | 'KEY_FILE_PERMISSIONS' | 'KEY_FILE_INVALID' | 'KEY_FILE_MISMATCH';

/** A key file is missing, too open, damaged, or does not belong to its partner. `remedy` says what to do; no material is held. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
  readonly kind = 'operational';
  constructor(
    readonly code: KeyFileErrorCode,
    message: string,
    readonly remedy: string,
  ) {
    super(`${message} ${remedy}`);
  }
}

/** Why an envelope was not taken. */
export type EnvelopeErrorCode = 'ENVELOPE_INVALID' | 'ENVELOPE_KEY_UNKNOWN';

/** An envelope was refused before it was stored; the fault is the sender's, and the message is written for them. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  readonly kind = 'user';
  constructor(
    readonly code: EnvelopeErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Why a stored value did not open. `SECRET_KEY_UNKNOWN`: it was sealed to a key that this worker does not have.
 * `SECRET_NOT_AUTHENTIC`: it was changed, or belongs to another user, name or version.
 */
export type SecretOpenErrorCode = 'SECRET_ENVELOPE_INVALID' | 'SECRET_KEY_UNKNOWN' | 'SECRET_NOT_AUTHENTIC';

/** A stored value did not open. Holds the code only: no name, no key, no ciphertext, no cause. */
export class SecretOpenError extends Error {
  override readonly name = 'SecretOpenError';
  readonly kind = 'unexpected';
  constructor(
    readonly code: SecretOpenErrorCode,
    message: string,
  ) {
    super(message);
  }
}
