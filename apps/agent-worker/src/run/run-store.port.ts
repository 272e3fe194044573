import type {
  LeaseScope,
  MessagePart,
  PromptAsk,
  PromptState,
  SealedEnvelope,
  SecretHostBinding,
  SecretMode,
} from '@cloakroom/contracts';
import type { QueuedPlace } from '@cloakroom/persistence';
import type { WorkspaceFile } from '@cloakroom/sandbox';
import type { HistoryMessage } from '../model/history.js';
import type { RunCheckpoint } from './run-checkpoint.js';
import type { RunEnding } from './run-ending.js';

/** A run that this worker has claimed. */
export interface ClaimedRun {
  readonly runId: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
  /** The fence: 1 for the first claim, one more for each later one. */
  readonly attempt: number;
  /** Claims since the run last got on: how many workers in a row have failed at the same place, plus one. */
  readonly tries: number;
  readonly cancelRequested: boolean;
  /** Where an earlier attempt left off. */
  readonly checkpoint: RunCheckpoint | null;
}

/**
 * What came of a claim. `busy`: another worker has it and is alive, or its owner has as many runs at work as is allowed.
 * `over`: it has ended, or was never there.
 */
export type ClaimOutcome =
  | { readonly outcome: 'claimed'; readonly run: ClaimedRun }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'over' };

/** A stored secret: sealed, with what it is bound to. */
export interface SealedSecret {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly envelope: SealedEnvelope;
  readonly mode: SecretMode;
  readonly bindings: readonly SecretHostBinding[];
}

/** A question to the user of a run. */
export interface RunPrompt {
  readonly id: string;
  readonly ask: PromptAsk;
  readonly expiresAt: Date;
}

/** A question as it stands. */
export interface KnownPrompt extends RunPrompt {
  readonly state: PromptState;
  readonly scope: LeaseScope | null;
}

/** What the user of a run under way adds. */
export interface RunSteer {
  readonly id: string;
  readonly text: string;
}

/** Which secrets, by id, may be used without a question. */
export interface SecretGuards {
  /** Those whose user is to be asked before use. */
  readonly guarded: ReadonlySet<string>;
  /** Those that a lease covers in the run's conversation. */
  readonly leased: ReadonlySet<string>;
  /** Those for which the given question has led to a lease, in force or not. */
  readonly settled: ReadonlySet<string>;
}

/**
 * What the run engine keeps in the database. Writes that carry an attempt are refused with `StaleFenceError` when
 * another worker has claimed the run since.
 */
export interface RunStore {
  /** `place` is where the run was just seen waiting, if it was. */
  claim(runId: string, workerId: string, place?: QueuedPlace | null): Promise<ClaimOutcome>;
  /** Says that this worker is alive. `alive: false` means that the run is no longer its. */
  heartbeat(runId: string, attempt: number): Promise<{ readonly alive: boolean; readonly cancelRequested: boolean }>;
  saveCheckpoint(run: ClaimedRun, checkpoint: RunCheckpoint): Promise<void>;
  /** The conversation up to and including the message that the run answers, oldest first. */
  loadHistory(run: ClaimedRun): Promise<readonly HistoryMessage[]>;
  listSecrets(userId: string): Promise<readonly SealedSecret[]>;
  markSecretsUsed(userId: string, ids: readonly string[]): Promise<void>;
  /** What the user has told the run since it last looked, oldest first. */
  openSteers(run: ClaimedRun): Promise<readonly RunSteer[]>;
  /** Notes that the run has told its model. */
  markSteersTold(run: ClaimedRun, ids: readonly string[]): Promise<void>;
  /** Stores an open question; one that is there already stays as it is. */
  openPrompt(run: ClaimedRun, prompt: RunPrompt): Promise<void>;
  findPrompt(run: ClaimedRun, promptId: string): Promise<KnownPrompt | null>;
  /** How many questions of a kind the run has asked. */
  countPrompts(run: ClaimedRun, kind: PromptAsk['kind']): Promise<number>;
  /** How the user's secrets may be used now. */
  guards(run: ClaimedRun, promptId: string | null): Promise<SecretGuards>;
  /** Closes what the run still asks. */
  withdrawPrompts(run: ClaimedRun): Promise<void>;
  /** Keeps redacted files of `/workspace` under a new id. */
  saveWorkspace(run: ClaimedRun, workspaceId: string, files: readonly WorkspaceFile[]): Promise<void>;
  loadWorkspace(run: ClaimedRun, workspaceId: string): Promise<readonly WorkspaceFile[]>;
  dropWorkspaces(run: ClaimedRun): Promise<void>;
  /** Gives the run up until the question is answered. `false` when the user wants it stopped. */
  suspend(run: ClaimedRun, prompt: Pick<RunPrompt, 'id' | 'expiresAt'>, checkpoint: RunCheckpoint): Promise<boolean>;
  /** Takes a run that waits for this question back into the queue; `false` when it does not. */
  resume(run: ClaimedRun, promptId: string): Promise<boolean>;
  storeAnswer(run: ClaimedRun, parts: readonly MessagePart[]): Promise<void>;
  endRun(run: ClaimedRun, ending: RunEnding): Promise<void>;
  /** The conversation may take its next message. */
  freeConversation(run: ClaimedRun): Promise<void>;
  /** Lets another worker claim the run at once. */
  release(run: ClaimedRun): Promise<void>;
}
