import {
  apiRunQuerySchema,
  startRunSchema,
  uuidSchema,
  type ApiRun,
  type ApiRunQuery,
  type ApiRunSummary,
  type RunAccepted,
  type StartRun,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Admitted, OpenToKeys, Owner, type Admission } from '../auth/session.guard.js';
import { RunCanceller } from '../runs/run.canceller.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { RunApiReader } from './run-api.reader.js';
import { RunEventStreams } from './run-event-streams.js';
import { RunStarter } from './run-starter.js';

/** `/api/v1/runs`: runs for programs, with an API key. */
@Controller('api/v1/runs')
export class RunApiController {
  constructor(
    private readonly starter: RunStarter,
    private readonly reader: RunApiReader,
    private readonly canceller: RunCanceller,
    private readonly streams: RunEventStreams,
  ) {}

  @Post()
  @OpenToKeys('runs:write')
  @HttpCode(202)
  async start(
    @Owner() owner: OwnerId,
    @Body({ schema: startRunSchema }) body: StartRun,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RunAccepted> {
    const accepted = await this.starter.start(owner, body, readIdempotencyKey(key));
    response.setHeader('location', accepted.links.self);
    return accepted;
  }

  @Get()
  @OpenToKeys('runs:read')
  list(
    @Owner() owner: OwnerId,
    @Query({ schema: apiRunQuerySchema }) query: ApiRunQuery,
  ): Promise<{ runs: ApiRunSummary[]; next: string | null }> {
    return this.reader.list(owner, query);
  }

  @Get(':id')
  @OpenToKeys('runs:read')
  find(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<ApiRun> {
    return this.reader.find(owner, id);
  }

  @Get(':id/events')
  @OpenToKeys('runs:read')
  events(
    @Admitted() admission: Admission,
    @Param('id', { schema: uuidSchema }) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    return this.streams.serve(admission, id, lastEventId ?? '', response);
  }

  @Post(':id/cancel')
  @OpenToKeys('runs:write')
  @HttpCode(202)
  async cancel(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<ApiRunSummary> {
    await this.reader.demand(owner, id);
    await this.canceller.cancel(owner, id);
    return this.reader.summary(owner, id);
  }
}
