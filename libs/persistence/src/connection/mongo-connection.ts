import { operationalError } from '@cloakroom/platform';
import { createConnection, type Connection } from 'mongoose';

const SELECTION_TIMEOUT_MS = 5_000;

/** Options of {@link connectMongo}. */
export interface MongoOptions {
  /** Address with the database's name. It may hold a password: it appears in no error and no log. */
  readonly uri: string;
}

/** An open connection, and what the rest of the process may do with it as a whole. */
export class MongoConnection {
  constructor(readonly connection: Connection) {}

  /** Throws an operational `AppError` when the server does not answer within 5 s. */
  async ping(): Promise<void> {
    try {
      await this.connection.db?.command({ ping: 1 });
    } catch (error) {
      throw unreachable(error);
    }
  }

  /** The database and client for the sign-in library's own adapter. */
  authDatabase(): { readonly client: ReturnType<Connection['getClient']>; readonly db: NonNullable<Connection['db']> } {
    const db = this.connection.db;
    if (db === undefined) throw new TypeError('The connection is not open yet.');
    return { client: this.connection.getClient(), db };
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** Opens a connection. Throws an operational `AppError` with what to do when no server answers within 5 s. */
export async function connectMongo({ uri }: MongoOptions): Promise<MongoConnection> {
  try {
    const connection = await createConnection(uri, {
      autoIndex: false,
      autoCreate: false,
      serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
      retryWrites: false,
      promoteBuffers: true,
    }).asPromise();
    return new MongoConnection(connection);
  } catch (error) {
    throw unreachable(error);
  }
}

function unreachable(cause: unknown) {
  return operationalError(
    'mongo-unreachable',
    'MongoDB does not answer. Check MONGODB_URI and that the server runs.',
    cause,
  );
}
