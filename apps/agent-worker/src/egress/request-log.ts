import type { EgressErrorCode, EgressLogEntry, EgressSecretUse } from '@cloakroom/sandbox';
import type { Clock } from './egress.types.js';
import { normaliseHostname } from './host-policy.js';

/** Far above what a URL of 8 KB can hold. Nothing is cut here: whoever redacts the log needs values whole. */
const MAX_PATH_CHARACTERS = 131_072;

/** One hop as it goes on. */
export class LogRecord {
  status: number | null = null;
  bytes = 0;
  /** Whether anything was written to the host. */
  sent = false;
  readonly #secrets: EgressSecretUse[] = [];
  #errorCode: EgressErrorCode | null = null;
  readonly #startedAt: number;
  #ms: number | null = null;

  constructor(
    private readonly where: Pick<EgressLogEntry, 'method' | 'host' | 'path'>,
    private readonly clock: Clock,
    private readonly onClosed: (entry: EgressLogEntry) => void,
  ) {
    this.#startedAt = clock.now();
  }

  /** Ends the record; a second end changes nothing. */
  close(errorCode: EgressErrorCode | null): void {
    if (this.#ms !== null) return;
    this.#errorCode = errorCode;
    this.#ms = this.#elapsed();
    this.onClosed(this.entry());
  }

  /** Notes a secret that stands in the request; the same in the same place counts once. */
  noteSecret(use: EgressSecretUse): void {
    const { name, place, headerName } = use;
    const known = this.#secrets.some(
      (other) => other.name === name && other.place === place && other.headerName === headerName,
    );
    if (!known) this.#secrets.push(use);
  }

  /** The hop as it is about to leave, when there are secrets in it. */
  use(): EgressLogEntry | null {
    if (this.#secrets.length === 0) return null;
    const { status, bytes } = this;
    return { ...this.where, status, errorCode: null, bytes, ms: this.#elapsed(), secrets: [...this.#secrets] };
  }

  entry(): EgressLogEntry {
    const { status, bytes } = this;
    const ms = this.#ms ?? this.#elapsed();
    // What never left was not used; what was kept back is told, because its user has to hear of it.
    const secrets = this.sent || this.#errorCode === 'DENIED' ? [...this.#secrets] : [];
    return { ...this.where, status, errorCode: this.#errorCode, bytes, ms, secrets };
  }

  #elapsed(): number {
    return Math.max(0, Math.round(this.clock.now() - this.#startedAt));
  }
}

/** Where a call or a run went, hop by hop. */
export class RequestLog {
  readonly #records: LogRecord[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly onLog: (entry: EgressLogEntry) => void,
    private readonly parent: RequestLog | null,
  ) {}

  /** A record for a hop to `url`; its query is left out, and so is everything of a URL that cannot be read. */
  open(method: string, url: string): LogRecord {
    const parsed = URL.canParse(url) ? new URL(url) : null;
    const host = parsed === null ? '' : hostOf(parsed);
    const pathname = parsed?.pathname ?? '';
    const path = pathname.length > MAX_PATH_CHARACTERS ? '' : pathname;
    const record = new LogRecord({ method, host, path }, this.clock, this.onLog);
    this.#add(record);
    return record;
  }

  entries(): readonly EgressLogEntry[] {
    return this.#records.map((record) => record.entry());
  }

  /** Ends what is still open: without an answer it was stopped, with one its body was not asked for any more. */
  closeAll(): void {
    for (const record of this.#records) record.close(record.status === null ? 'ABORTED' : null);
  }

  #add(record: LogRecord): void {
    this.#records.push(record);
    if (this.parent !== null) this.parent.#add(record);
  }
}

function hostOf(url: URL): string {
  const hostname = normaliseHostname(url.hostname);
  const name = hostname.includes(':') ? `[${hostname}]` : hostname;
  return url.port === '' ? name : `${name}:${url.port}`;
}
