import type { CodeLanguage, SecretAsk } from '@cloakroom/contracts';

/** One message of what the model is sent. Nothing in it holds a secret value. */
export type ModelMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly ModelCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly content: string };

/** A tool call as the model made it; `args` is JSON text, unless the model got it wrong. */
export interface ModelCall {
  readonly callId: string;
  readonly name: string;
  readonly args: string;
}

/** A tool call that can be carried out. */
export type PlannedCall = PlannedCode | PlannedRequest;

/** A program to be run. */
export interface PlannedCode {
  readonly kind: 'code';
  readonly callId: string;
  readonly language: CodeLanguage;
  /** What the model wrote, as it wrote it: this runs, and is shown and stored only redacted. */
  readonly code: string;
}

/** A secret to be asked for. */
export interface PlannedRequest {
  readonly kind: 'request-secret';
  readonly callId: string;
  readonly ask: SecretAsk;
}

/** One answer of the model, when it is complete. */
export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly ModelCall[];
  /** Tokens read and written, as the server says, or about so many when it does not. */
  readonly tokens: number;
}

/** The model. Implemented over HTTP; the only thing that tests play. */
export interface ModelPort {
  /**
   * Asks for the next answer. `onText` gets the text as it comes and is awaited (back-pressure).
   * Throws an `AppError` in words for the user; when `signal` aborts, it throws whatever comes first.
   */
  answer(
    messages: readonly ModelMessage[],
    onText: (text: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<ModelAnswer>;
}
