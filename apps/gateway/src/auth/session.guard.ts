import type { ApiKeyScope } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { userError } from '@cloakroom/platform';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ApiKeyReader } from '../api-keys/api-key.reader.js';
import { SessionReader, type SignedIn } from './session-reader.js';

const PUBLIC = 'cloakroom:public';
const ADMINISTRATORS = 'cloakroom:administrators';
const KEY_SCOPE = 'cloakroom:key-scope';
const admitted = new WeakMap<Request, Admission>();

/** Whom a request was let in for. */
export interface Admission {
  readonly owner: OwnerId;
  /** Whether they would be let in now, for answers that take long. */
  isStillGood(): Promise<boolean>;
}

/** Opens a controller or a route to people who are not signed in. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Closes a controller or a route to everybody but administrators. */
export const ForAdministrators = () => SetMetadata(ADMINISTRATORS, true);

/** Opens a route to API keys of a scope, besides those who are signed in. No other route takes a key. */
export const OpenToKeys = (scope: ApiKeyScope) => SetMetadata(KEY_SCOPE, scope);

/** Whom the request was let in for. */
export const Admitted = createParamDecorator((_data: unknown, context: ExecutionContext): Admission => {
  const admission = admitted.get(context.switchToHttp().getRequest<Request>());
  if (admission === undefined) throw new TypeError('This route is open to everybody and has no user.');
  return admission;
});

/** The signed-in user's id, as repositories take it. */
export const Owner = createParamDecorator((_data: unknown, context: ExecutionContext): OwnerId => {
  const admission = admitted.get(context.switchToHttp().getRequest<Request>());
  if (admission === undefined) throw new TypeError('This route is open to everybody and has no user.');
  return admission.owner;
});

/** Asks every route for a session, unless it says {@link Public}, or {@link OpenToKeys} and there is a key. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionReader,
    private readonly keys: ApiKeyReader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, places) === true) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const scope = this.reflector.getAllAndOverride<ApiKeyScope | undefined>(KEY_SCOPE, places);
    const onlyAdministrators = this.reflector.getAllAndOverride<boolean | undefined>(ADMINISTRATORS, places) === true;
    const admission = onlyAdministrators ? await this.admitAdministrator(request) : await this.admit(request, scope);
    admitted.set(request, admission);
    return true;
  }

  /** A key that is refused is never made up for by a cookie. */
  private async admit({ headers }: Request, scope: ApiKeyScope | undefined): Promise<Admission> {
    if (scope !== undefined && headers.authorization !== undefined) return this.keys.read(headers, scope);
    return this.admissionOf(headers, await this.signedIn(headers));
  }

  /** Never with a key: what a program holds does not administer. */
  private async admitAdministrator({ headers }: Request): Promise<Admission> {
    const signedIn = await this.signedIn(headers);
    if (signedIn.role !== 'admin') {
      throw userError('administrators-only', 'Only administrators may do this.', { status: 403 });
    }
    return this.admissionOf(headers, signedIn);
  }

  private async signedIn(headers: Request['headers']): Promise<SignedIn> {
    const signedIn = await this.sessions.read(headers);
    if (signedIn === null) throw userError('signed-out', 'Sign in first.', { status: 401 });
    return signedIn;
  }

  private admissionOf(headers: Request['headers'], { owner }: SignedIn): Admission {
    return { owner, isStillGood: async () => (await this.sessions.read(headers)) !== null };
  }
}
