import type { RunEventCodec } from '@cloakroom/persistence';
import type { Logger, RunLog, UserSignals } from '@cloakroom/platform';
import type { Sandbox } from '@cloakroom/sandbox';
import type { VaultOpener } from '@cloakroom/secrets/open';
import type { CallRecorder } from '../audit/call-recorder.js';
import type { EgressBroker } from '../egress/egress-broker.js';
import type { RunFiles } from '../files/run-files.js';
import type { ModelPort } from '../model/model.port.js';
import type { WorkerCounters } from '../presence/worker-counters.js';
import type { RunLimits } from './run-limits.js';
import type { RunStore } from './run-store.port.js';

/** Everything that the run engine works with. */
export interface RunParts {
  readonly workerId: string;
  readonly store: RunStore;
  readonly files: RunFiles;
  readonly recorder: CallRecorder;
  readonly log: RunLog;
  readonly codec: RunEventCodec;
  readonly model: ModelPort;
  readonly sandbox: Sandbox;
  readonly egress: EgressBroker;
  readonly vault: VaultOpener;
  readonly signals: UserSignals;
  readonly counters: WorkerCounters;
  readonly limits: RunLimits;
  readonly logger: Logger;
}
