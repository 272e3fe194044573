import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyReader } from '../api-keys/api-key.reader.js';
import { SessionEndings } from './session-endings.js';
import { SessionReader, type SessionSource } from './session-reader.js';
import { SessionGuard } from './session.guard.js';
import { SignInController } from './sign-in.controller.js';

/** Who is signed in, and the guard in front of every route. */
@Module({})
export class AuthModule {
  static forRoot(auth: SessionSource, endings: SessionEndings): DynamicModule {
    const shared = [
      { provide: SessionReader, useValue: new SessionReader(auth) },
      { provide: SessionEndings, useValue: endings },
    ];
    return {
      module: AuthModule,
      global: true,
      controllers: [SignInController],
      providers: [...shared, ApiKeyReader, { provide: APP_GUARD, useClass: SessionGuard }],
      exports: shared,
    };
  }
}
