import type { MessageVersion } from '@cloakroom/contracts';
import { createContext, useContext } from 'react';

/** What can be done with the messages of the thread that is shown. */
export interface ThreadActions {
  readonly versions: ReadonlyMap<string, MessageVersion>;
  /** An answer is being written or a message is on its way: nothing new can be begun. */
  readonly busy: boolean;
  /** Shows, and goes on with, the branch of a message. */
  readonly choose: (messageId: string) => void;
  /** Sends another version of a question. */
  readonly resend: (messageId: string, text: string) => void;
  /** Puts a passage into the message box, as a quotation. */
  readonly quote: (text: string) => void;
}

export const ThreadActionsContext = createContext<ThreadActions | null>(null);

export function useThreadActions(): ThreadActions {
  const actions = useContext(ThreadActionsContext);
  if (actions === null) throw new Error('useThreadActions is for messages of a thread.');
  return actions;
}
