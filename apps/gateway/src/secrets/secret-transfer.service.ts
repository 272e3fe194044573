/*
 * Not trusted: envelopes and values from clients. What must never cross: a value; lines go the way of every other secret,
 * straight to the sealer, and an export holds names, descriptions and tags.
 */
import type { ImportedSecret, ImportResults, ImportSecrets, SecretExport } from '@cloakroom/contracts';
import { AuditTrail, SecretRepository, type OwnerId } from '@cloakroom/persistence';
import { AppError, userError } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { SecretsService } from './secrets.service.js';

type Outcome = ImportResults['results'][number];

/** Many secrets in at once, and their names out. */
@Injectable()
export class SecretTransferService {
  constructor(
    private readonly repository: SecretRepository,
    private readonly secrets: SecretsService,
    private readonly audit: AuditTrail,
  ) {}

  /** Line by line: what is wrong with one is said of that one, and the others are saved. */
  async import(owner: OwnerId, { secrets }: ImportSecrets): Promise<ImportResults> {
    const results: Outcome[] = [];
    for (const line of secrets) results.push(await this.importLine(owner, line));
    const imported = results.filter(({ outcome }) => outcome === 'created' || outcome === 'replaced');
    const events = imported.map(({ name }) => ({ type: 'secret.imported' as const, secretName: name }));
    await this.audit.append(owner, ...events);
    return { results };
  }

  async export(owner: OwnerId): Promise<SecretExport> {
    const secrets = await this.repository.list(owner);
    const shown = secrets.map(({ name, description, tags }) => ({ name, description, tags: [...tags] }));
    return { format: 'cloakroom-secret-names', v: 1, secrets: shown };
  }

  private async importLine(owner: OwnerId, line: ImportedSecret): Promise<Outcome> {
    const { name } = line;
    try {
      return { name, outcome: await this.save(owner, line) };
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'user') throw error;
      return { name, outcome: 'refused', message: error.message };
    }
  }

  private async save(owner: OwnerId, line: ImportedSecret): Promise<Outcome['outcome']> {
    const { name, onConflict, version, description, sealed, value } = line;
    const content = sealed === undefined ? { value } : { sealed };
    const there = await this.repository.findByName(owner, name);
    if (there === null) {
      if (version !== undefined && version !== 1) throw sealedForAnother(name);
      await this.secrets.create(owner, { name, description: description ?? '', ...content });
      return 'created';
    }
    if (onConflict === 'skip') return 'skipped';
    if (sealed !== undefined && version !== there.version + 1) throw sealedForAnother(name);
    const words = description === undefined ? {} : { description };
    await this.secrets.update(owner, there.id, { version: there.version + 1, ...words, ...content });
    return 'replaced';
  }
}

function sealedForAnother(name: string): AppError {
  return userError('secret-changed', `${name} was changed elsewhere meanwhile. Open the import again.`);
}
