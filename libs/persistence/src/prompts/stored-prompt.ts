import { promptAskSchema, type LeaseScope, type PromptAsk, type PromptState } from '@cloakroom/contracts';
import type { BodyVault } from '../bodies/body-vault.js';
import { ownerId } from '../owner-id.js';
import type { PromptDocument } from './prompt.document.js';

/** A question to be stored. Its id is drawn before, so that storing it twice stores it once. */
export interface NewPrompt {
  readonly id: string;
  readonly runId: string;
  readonly conversationId: string;
  readonly ask: PromptAsk;
  readonly expiresAt: Date;
}

/** A question as it stands. */
export interface StoredPrompt extends NewPrompt {
  readonly userId: string;
  readonly state: PromptState;
  readonly scope: LeaseScope | null;
  readonly closedAt: Date | null;
  readonly createdAt: Date;
}

/** A question without what it asks: enough to see to its run. */
export type PromptReference = Pick<StoredPrompt, 'id' | 'userId' | 'runId' | 'conversationId' | 'state'> & {
  readonly kind: PromptAsk['kind'];
};

/** Leaves what is asked where it is. */
export const WITHOUT_BODY = { body: 0 } as const;

/** The stored document without what it asks. */
export function toReference(document: Omit<PromptDocument, 'body'>): PromptReference {
  const { _id, userId, runId, conversationId, kind, state } = document;
  return { id: _id, userId, runId, conversationId, kind, state };
}

/** Opens a stored document. */
export async function openPrompt(bodies: BodyVault, document: PromptDocument): Promise<StoredPrompt> {
  const { _id, userId, runId, conversationId, state, scope, createdAt, expiresAt, closedAt, body } = document;
  const ask = promptAskSchema.parse(await bodies.openJson(ownerId(userId), promptPlace(_id), body));
  return { id: _id, userId, runId, conversationId, state, scope, createdAt, expiresAt, closedAt, ask };
}

/** Where what is asked is stored. */
export function promptPlace(id: string) {
  return { collection: 'prompts', id, field: 'body' };
}
