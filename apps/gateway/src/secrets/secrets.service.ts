/*
 * Trusted: the vault's public key. Not trusted: envelopes and values from clients.
 * What must never cross: a value in clear is sealed at once and goes into no document, event, log or error;
 * an answer holds no value, sealed or not.
 */
import type { CreateSecret, SealedEnvelope, SecretView, UpdateSecret } from '@cloakroom/contracts';
import {
  LeaseRepository,
  SecretRepository,
  type OwnerId,
  type SecretSettings,
  type StoredSecret,
} from '@cloakroom/persistence';
import { conflict, userError } from '@cloakroom/platform';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { Injectable } from '@nestjs/common';
import { demandBindings } from './binding-rules.js';
import { SecretNews } from './secret-news.js';
import { secretView } from './secret-view.js';

/** A person's secrets, write-only: what was saved can be replaced and deleted, never read. */
@Injectable()
export class SecretsService {
  constructor(
    private readonly secrets: SecretRepository,
    private readonly leases: LeaseRepository,
    private readonly sealer: VaultSealer,
    private readonly news: SecretNews,
  ) {}

  async list(owner: OwnerId): Promise<{ secrets: SecretView[] }> {
    return { secrets: (await this.secrets.list(owner)).map(secretView) };
  }

  /** `id` is given where a second try is to find the first. */
  async create(owner: OwnerId, body: CreateSecret, id?: string): Promise<SecretView> {
    const { name } = body;
    const settings = settingsOf(body);
    demandBindings({ mode: 'exposed', bindings: [] }, settings);
    const envelope = await this.envelopeOf(body, { userId: owner, name, version: 1 });
    if (envelope === null) throw userError('invalid-input', 'Enter a value.');
    const secret = { name, envelope, ...settings, ...(id === undefined ? {} : { id }) };
    const created = await this.secrets.create(owner, secret);
    await this.news.created(owner, created);
    return secretView(created);
  }

  async update(owner: OwnerId, id: string, body: UpdateSecret): Promise<SecretView> {
    const current = await this.secrets.find(owner, id);
    const version = current.version + 1;
    if (body.version !== undefined && body.version !== version) {
      throw conflict('secret-changed', 'This secret was changed elsewhere meanwhile. Reload the page and try again.');
    }
    const change = settingsOf(body);
    demandBindings(current, change);
    const envelope = await this.envelopeOf(body, { userId: owner, name: current.name, version });
    // Leases from before count no more when the question is switched on.
    if (change.askBeforeUse === true && !current.askBeforeUse) await this.leases.revokeOfSecret(owner, id);
    if (envelope !== null) {
      const place = { id, expectedVersion: current.version };
      return this.changed(owner, current, await this.secrets.replaceValue(owner, place, { envelope, ...change }));
    }
    if (Object.keys(change).length === 0) return secretView(current);
    return this.changed(owner, current, await this.secrets.update(owner, id, change));
  }

  async delete(owner: OwnerId, id: string): Promise<void> {
    const secret = await this.secrets.find(owner, id);
    await this.secrets.delete(owner, id);
    await this.leases.deleteOfSecret(owner, id);
    await this.news.deleted(owner, secret);
  }

  private async changed(owner: OwnerId, before: StoredSecret, after: StoredSecret): Promise<SecretView> {
    await this.news.changed(owner, before, after);
    return secretView(after);
  }

  private async envelopeOf(
    body: Pick<CreateSecret, 'sealed' | 'value'>,
    binding: { userId: string; name: string; version: number },
  ): Promise<SealedEnvelope | null> {
    if (body.sealed !== undefined) return this.sealer.checkEnvelope(body.sealed).envelope;
    if (body.value === undefined) return null;
    return this.sealer.sealOnBehalf({ ...binding, value: body.value });
  }
}

/** The settings that a body names. */
function settingsOf(body: CreateSecret | UpdateSecret): Partial<SecretSettings> {
  const { description, tags, enabled, expiresAt, mode, bindings, askBeforeUse } = body;
  return {
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
    ...(mode === undefined ? {} : { mode }),
    ...(bindings === undefined ? {} : { bindings }),
    ...(askBeforeUse === undefined ? {} : { askBeforeUse }),
  };
}
