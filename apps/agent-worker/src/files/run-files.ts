import { randomUUID } from 'node:crypto';
import type { FileView } from '@cloakroom/contracts';
import { despiteLostConnection, fileRoom, ownerId, type Persistence } from '@cloakroom/persistence';
import { AppError } from '@cloakroom/platform';
import type { ClaimedRun } from '../run/run-store.port.js';

/** A file that a run leaves behind. */
export interface LeftFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Whose a run is, and where. */
export type RunPlace = Pick<ClaimedRun, 'userId' | 'conversationId'>;

/** Files of a run's user, as far as a run works with them. */
export class RunFiles {
  constructor(
    private readonly persistence: Persistence,
    /** Room for one user's files. */
    private readonly megabytes = 500,
  ) {}

  /** The content of an attachment; `null` when it was deleted. */
  async load({ userId }: RunPlace, file: FileView): Promise<Buffer | null> {
    try {
      return await despiteLostConnection(async () => {
        const pieces: Buffer[] = [];
        for await (const piece of this.persistence.files.read(ownerId(userId), file)) pieces.push(piece);
        return Buffer.concat(pieces);
      });
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  /** Keeps a file with the run's conversation. What is in it, and its name, must be redacted already. */
  async keep({ userId, conversationId }: RunPlace, { bytes, ...left }: LeftFile): Promise<FileView | 'no-room'> {
    const owner = ownerId(userId);
    const { files, conversations } = this.persistence;
    const file = { ...left, id: randomUUID(), conversationId };
    if (!(await files.reserve(owner, file, bytes.length, fileRoom(this.megabytes)))) return 'no-room';
    try {
      const view = await files.store(owner, file, [bytes]);
      // A deletion that came before the file was stored has not seen it.
      await conversations.find(owner, conversationId);
      return view;
    } catch (error) {
      // The sweeper removes what this cannot.
      await files.discard(owner, file.id).catch(() => undefined);
      throw error;
    }
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not-found';
}
