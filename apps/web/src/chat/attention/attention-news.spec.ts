import { describe, expect, it } from '@jest/globals';
import type { ConversationView, PromptView } from '@cloakroom/contracts';
import { newsBetween } from './attention-news.js';

const at = '2030-01-01T00:00:00.000Z';

function chat(id: string, activeRunId: string | null): ConversationView {
  return { id, title: `Chat ${id}`, createdAt: at, updatedAt: at, activeRunId };
}

function question(id: string, conversationId: string): PromptView {
  return {
    ...{ id, conversationId, runId: 'r', state: 'open', scope: null, createdAt: at, expiresAt: at },
    ask: { kind: 'secret', name: 'KEY', reason: 'why', hosts: [] },
  };
}

describe('news of other conversations', () => {
  it('are none when the page has just opened', () => {
    expect(newsBetween(null, { conversations: [chat('a', null)], prompts: [question('q', 'a')] })).toEqual([]);
  });

  it('tell of a question once, by the title of its conversation', () => {
    const conversations = [chat('a', 'run')];
    const open = { conversations, prompts: [question('q', 'a')] };
    expect(newsBetween({ conversations, prompts: [] }, open)).toEqual([
      { key: 'prompt/q', conversationId: 'a', text: 'The agent waits for you in “Chat a”.' },
    ]);
    expect(newsBetween(open, open)).toEqual([]);
  });

  it('tell of a run that has ended, and of no other change', () => {
    const before = { conversations: [chat('a', 'run'), chat('b', 'run'), chat('c', null)], prompts: [] };
    const now = { conversations: [chat('d', null), chat('a', null), chat('b', 'next'), chat('c', 'run')], prompts: [] };
    expect(newsBetween(before, now)).toEqual([
      { key: 'run/run', conversationId: 'a', text: 'The agent is done in “Chat a”.' },
    ]);
  });
});
