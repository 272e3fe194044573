import {
  emptyRunView,
  isFinalRunStatus,
  reduceRun,
  type ApiRun,
  type ApiRunQuery,
  type ApiRunSummary,
  type RunView,
} from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { messageView } from '../conversations/conversation-view.js';
import { readCursor, writeCursor } from '../conversations/conversation-page.js';
import { RunReader } from '../runs/run.reader.js';
import { runLinks } from './run-links.js';

/** Pages of a log that one request folds; what came later is in the next answer. */
const MAX_PAGES = 50;

/** `status` and `error` are those of the log where it tells of the end: the end is stored a moment after it was told. */
type Answer = Pick<ApiRun, 'parts' | 'lastSeq' | 'status' | 'error'>;

/** Runs that were asked for over the API, as their owner may read them. */
@Injectable()
export class RunApiReader {
  constructor(
    private readonly stored: Persistence,
    private readonly runs: RunReader,
  ) {}

  /** Throws `not-found`, also for a run that was begun on the page. */
  async find(owner: OwnerId, id: string): Promise<ApiRun> {
    await this.stored.apiRuns.find(owner, id);
    const run = await this.stored.runs.find(owner, id);
    return { ...summaryOf(run), ...(await this.answerOf(owner, run)), waiting: await this.waitingOf(owner, run) };
  }

  /** Throws `not-found`, also for a run that was begun on the page. */
  async demand(owner: OwnerId, id: string): Promise<void> {
    await this.stored.apiRuns.find(owner, id);
  }

  /** How a run stands, without its answer. Throws `not-found`. */
  async summary(owner: OwnerId, id: string): Promise<ApiRunSummary> {
    return summaryOf(await this.stored.runs.find(owner, id));
  }

  async list(owner: OwnerId, { limit, before }: ApiRunQuery): Promise<{ runs: ApiRunSummary[]; next: string | null }> {
    const cursor = before === undefined ? null : readCursor(before);
    const place = cursor === null ? null : { createdAt: cursor.updatedAt, id: cursor.id };
    const requests = await this.stored.apiRuns.listPage(owner, place, limit);
    const ids = requests.map(({ id }) => id);
    const runs = new Map((await this.stored.runs.listByIds(owner, ids)).map((run) => [run.id, run]));
    const last = requests.length < limit ? undefined : requests.at(-1);
    return {
      runs: ids.flatMap((id) => runs.get(id) ?? []).map(summaryOf),
      next: last === undefined ? null : writeCursor({ updatedAt: last.createdAt, id: last.id }),
    };
  }

  private async answerOf(owner: OwnerId, run: StoredRun): Promise<Answer> {
    if (isFinalRunStatus(run.status)) return this.storedAnswer(owner, run);
    const view = await this.fold(owner, run.id);
    if (view === null) return this.storedAnswer(owner, await this.stored.runs.find(owner, run.id));
    const { status, error } = isFinalRunStatus(view.status) ? view : run;
    return { parts: [...view.parts], lastSeq: view.lastSeq, status, error };
  }

  private async storedAnswer(owner: OwnerId, run: StoredRun): Promise<Answer> {
    const message = await this.stored.messages.find(owner, run.assistantMessageId);
    return { parts: messageView(message, run).parts, lastSeq: null, status: run.status, error: run.error };
  }

  /** The answer so far; `null` when its log is not kept any more. */
  private async fold(owner: OwnerId, runId: string): Promise<RunView | null> {
    let view = emptyRunView(runId);
    for (let page = 0; page < MAX_PAGES; page++) {
      const { base, events, message, followAfter } = await this.runs.situationOf(owner, runId, view.lastSeq);
      if (message !== null) return null;
      if (base !== undefined) view = { ...view, lastSeq: base.seq, hash: base.hash ?? null, parts: base.parts };
      const before = view.lastSeq;
      view = events.reduce(reduceRun, view);
      if (followAfter === null || view.lastSeq === before) return view;
    }
    return view;
  }

  private async waitingOf(owner: OwnerId, { status, waitingPromptId }: StoredRun): Promise<ApiRun['waiting']> {
    if (status !== 'waiting' || waitingPromptId === null) return null;
    const prompt = await this.stored.prompts.findIfAny(owner, waitingPromptId);
    if (prompt === null) return null;
    return { promptId: prompt.id, kind: prompt.ask.kind, expiresAt: prompt.expiresAt.toISOString() };
  }
}

function summaryOf(run: StoredRun): ApiRunSummary {
  const { id, conversationId, userMessageId: messageId, assistantMessageId, status, error } = run;
  return {
    id,
    conversationId,
    messageId,
    assistantMessageId,
    status,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    error: error === null ? null : { code: error.code, message: error.message },
    links: runLinks({ id, conversationId }),
  };
}
