import { Inject, Injectable } from '@nestjs/common';
import { QueuePlaces } from './queue-places.js';
import { RunCanceller } from './run.canceller.js';
import { RunReader } from './run.reader.js';
import { RunSteering } from './run-steering.js';

/** What a page can ask of a run. */
@Injectable()
export class RunServices {
  @Inject(RunReader) readonly reader: RunReader;
  @Inject(RunCanceller) readonly canceller: RunCanceller;
  @Inject(RunSteering) readonly steering: RunSteering;
  @Inject(QueuePlaces) readonly places: QueuePlaces;
}
