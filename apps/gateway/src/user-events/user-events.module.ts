import { Global, Module } from '@nestjs/common';
import { UserEvents } from './user-events.js';

/** See {@link UserEvents}. */
@Global()
@Module({ providers: [UserEvents], exports: [UserEvents] })
export class UserEventsModule {}
