// A text that holds a credential is kept in the page alone: it is not stored as a draft, and not sent without a word.
import { useEffect, useMemo, useState } from 'react';
import type { FoundKey } from './find-key.js';

type FindKey = (text: string) => FoundKey | null;

const loadRules = async (): Promise<FindKey> => (await import('./find-key.js')).findKey;

export interface KeyWatch {
  readonly found: FoundKey | null;
  /** Stores a text as the draft, or an empty one when it holds a credential or nobody knows yet. */
  readonly keep: (text: string) => void;
  /** Why the text is not sent as it is, in words; `null` when it can be. */
  readonly refusal: () => Promise<string | null>;
}

/** Watches what is written for credentials. The rules are fetched after the first paint. */
export function useKeyWatch(text: string, store: (text: string) => void): KeyWatch {
  const [rules, setRules] = useState<{ readonly find: FindKey } | null>(null);
  const found = useMemo(() => rules?.find(text) ?? null, [rules, text]);
  const keep = (next: string): void => store(rules === null || rules.find(next) !== null ? '' : next);

  useEffect(() => {
    loadRules().then(
      (find) => setRules({ find }),
      () => undefined,
    );
  }, []);
  // A draft that was typed before the rules were there, and one of before that holds a credential.
  useEffect(() => {
    if (rules !== null) store(found === null ? text : '');
  }, [rules, found, text, store]);

  const refusal = async (): Promise<string | null> => {
    try {
      const find = rules?.find ?? (await loadRules());
      setRules((before) => before ?? { find });
      return find(text) === null ? null : 'Not sent: this text holds a key. Choose above what is to be done with it.';
    } catch {
      return 'This text could not be checked for keys. Check the connection and send it again.';
    }
  };
  return { found, keep, refusal };
}
