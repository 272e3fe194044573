import type { RunPosition } from '@cloakroom/contracts';
import {
  Persistence,
  isBackground,
  positionIn,
  type OwnerId,
  type QueuePicture,
  type StoredRun,
} from '@cloakroom/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';

/** How long one look at the queue serves every page, in milliseconds. */
const FRESH_MS = 1_000;

/** Places in the queue, by the order in which workers choose. */
@Injectable()
export class QueuePlaces {
  #last: { readonly at: number; readonly picture: Promise<QueuePicture> } | null = null;

  constructor(
    private readonly stored: Persistence,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Where a run stands. Up to a second old, and about right: what comes in and what ends meanwhile changes it. Throws `not-found`. */
  async of(owner: OwnerId, runId: string): Promise<RunPosition> {
    const run = await this.stored.runs.find(owner, runId);
    const nowhere = { runId, position: null, ownLimit: false };
    if (run.status !== 'queued') return nowhere;
    const background = isBackground(run.origin);
    const inFlow = ({ flows }: QueuePicture) =>
      flows.find((flow) => flow.userId === run.userId && flow.background === background);
    const picture = await this.#picture(run);
    const flow = inFlow(picture);
    if (flow === undefined) return nowhere;
    const ahead = await this.stored.runQueue.aheadInFlow(run);
    const ownLimit = (picture.atWork.get(run.userId) ?? 0) >= this.config.MAX_RUNS_PER_USER;
    return { runId, position: positionIn(picture.flows, flow, ahead, picture.at), ownLimit };
  }

  /** One that is not older than the run. */
  #picture(run: Pick<StoredRun, 'createdAt'>): Promise<QueuePicture> {
    const oldest = Math.max(Date.now() - FRESH_MS, run.createdAt.getTime());
    if (this.#last === null || this.#last.at <= oldest) {
      this.#last = { at: Date.now(), picture: this.stored.runQueue.picture() };
    }
    return this.#last.picture;
  }
}
