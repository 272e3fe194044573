import type { CodeLanguage, DrillCheck } from '@cloakroom/contracts';

/** Names under which a drill plants its values: one that programs have, and one that they use without having it. */
export const DRILL_SECRETS = { exposed: 'DRILL_EXPOSED_KEY', sealed: 'DRILL_SEALED_KEY' } as const;

/** Hosts that a drill plays: the one that the sealed value may go to, and one that it may not. */
export const DRILL_HOSTS = { bound: 'drill.cloakroom.example', other: 'elsewhere.cloakroom.example' } as const;

/** What the played hosts must have got in the end. */
export type ExpectedAtHosts =
  /** Neither value has to be there, and the sealed one must not be. */
  | 'no-sealed-value'
  /** The exposed value came. */
  | 'exposed-value'
  /** The sealed value came, to its own host. */
  | 'sealed-value';

/** One attempt at getting a value out, as a hostile or careless program would make it. */
export interface LeakAttempt extends Pick<DrillCheck, 'id' | 'title' | 'route'> {
  readonly language: CodeLanguage;
  readonly code: string;
  /** Default `no-sealed-value`. */
  readonly hosts?: ExpectedAtHosts;
  /** Part of what has to be shown, so that an attempt that did not even run does not pass. */
  readonly shows?: string;
}
