import type { OwnerId } from '@cloakroom/persistence';
import { userError } from '@cloakroom/platform';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { SessionReader, type SignedIn } from './session-reader.js';

const PUBLIC = 'cloakroom:public';
const signedInBy = new WeakMap<Request, SignedIn>();

/** Opens a controller or a route to people who are not signed in. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The signed-in user's id, as repositories take it. */
export const Owner = createParamDecorator((_data: unknown, context: ExecutionContext): OwnerId => {
  const signedIn = signedInBy.get(context.switchToHttp().getRequest<Request>());
  if (signedIn === undefined) throw new TypeError('This route is open to everybody and has no user.');
  return signedIn.owner;
});

/** Asks every route for a session, unless it says {@link Public}. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionReader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, places) === true) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const signedIn = await this.sessions.read(request.headers);
    if (signedIn === null) throw userError('signed-out', 'Sign in first.', { status: 401 });
    signedInBy.set(request, signedIn);
    return true;
  }
}
