import { Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { AccountClosure } from './accounts/account-closure.js';
import { AccountDirectory } from './admin/account-directory.js';
import { InvitationRepository } from './admin/invitation.repository.js';
import { UsageReader } from './admin/usage-reader.js';
import { ApiKeyRepository } from './api-keys/api-key.repository.js';
import { SystemApiKeyRepository } from './api-keys/system-api-key.repository.js';
import { AuditTrail } from './audit/audit-trail.js';
import { SystemAuditRepository } from './audit/system-audit.repository.js';
import { UseJournal } from './audit/use-journal.js';
import { BodyVault } from './bodies/body-vault.js';
import { RunEventCodec } from './bodies/run-event.codec.js';
import { UserKeyring, type KeyEncryptionKeys } from './body-encryption/index.js';
import { assertKeysFit, assertRestored, type KnownKeyIds } from './connection/key-check.js';
import { connectMongo, MongoConnection, type MongoOptions } from './connection/mongo-connection.js';
import { ConversationRepository } from './conversations/conversation.repository.js';
import { SystemConversationRepository } from './conversations/system-conversation.repository.js';
import { FileRepository } from './files/file.repository.js';
import { SystemFileRepository } from './files/system-file.repository.js';
import { MessageRepository } from './messages/message.repository.js';
import { LeaseRepository } from './leases/lease.repository.js';
import { PromptRepository } from './prompts/prompt.repository.js';
import { SystemPromptRepository } from './prompts/system-prompt.repository.js';
import { ApiRunRepository } from './run-api/api-run.repository.js';
import { SystemApiRunRepository } from './run-api/system-api-run.repository.js';
import { RunWorkspaceRepository } from './runs/run-workspace.repository.js';
import { RunQueueRepository } from './runs/run-queue.repository.js';
import { RunRepository } from './runs/run.repository.js';
import { SystemRunRepository } from './runs/system-run.repository.js';
import { ScheduleRepository } from './schedules/schedule.repository.js';
import { SystemScheduleRepository } from './schedules/system-schedule.repository.js';
import { SteerRepository } from './steers/steer.repository.js';
import { SecretLedger } from './secrets/secret-ledger.repository.js';
import { SystemSecretRepository } from './secrets/system-secret.repository.js';
import { SecretRepository } from './secrets/secret.repository.js';
import { DrillRepository, SystemDrillRepository } from './drills/drill.repository.js';
import { SystemVaultRepository } from './vault/system-vault.repository.js';
import { SystemWebhookRepository } from './webhooks/system-webhook.repository.js';
import { WebhookRepository } from './webhooks/webhook.repository.js';
import { MongoUserKeyStore } from './user-keys/user-key.store.js';

/** What persistence needs to begin. */
export interface PersistenceOptions extends MongoOptions {
  /** The chat data keys that wrap each user's own. */
  readonly chatKeys: KeyEncryptionKeys;
  /** Ids of the vault keys that the process has; with them, data written under other keys is refused. */
  readonly vaultKeyIds?: Iterable<string>;
}

/** Every repository over one connection. */
export class Persistence {
  readonly bodies: BodyVault;
  readonly runEvents: RunEventCodec;
  readonly userKeys: MongoUserKeyStore;
  readonly secrets: SecretRepository;
  readonly accountClosure: AccountClosure;
  readonly accounts: AccountDirectory;
  readonly invitations: InvitationRepository;
  readonly usage: UsageReader;
  readonly systemSecrets: SystemSecretRepository;
  readonly secretLedger: SecretLedger;
  readonly audit: AuditTrail;
  readonly systemAudit: SystemAuditRepository;
  readonly useJournal: UseJournal;
  readonly conversations: ConversationRepository;
  readonly systemConversations: SystemConversationRepository;
  readonly messages: MessageRepository;
  readonly files: FileRepository;
  readonly systemFiles: SystemFileRepository;
  readonly prompts: PromptRepository;
  readonly leases: LeaseRepository;
  readonly systemPrompts: SystemPromptRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly systemApiKeys: SystemApiKeyRepository;
  readonly webhooks: WebhookRepository;
  readonly systemWebhooks: SystemWebhookRepository;
  readonly schedules: ScheduleRepository;
  readonly systemSchedules: SystemScheduleRepository;
  readonly apiRuns: ApiRunRepository;
  readonly systemApiRuns: SystemApiRunRepository;
  readonly runs: RunRepository;
  readonly systemRuns: SystemRunRepository;
  readonly runQueue: RunQueueRepository;
  readonly runWorkspaces: RunWorkspaceRepository;
  readonly steers: SteerRepository;
  readonly systemVault: SystemVaultRepository;
  readonly drills: DrillRepository;
  readonly systemDrills: SystemDrillRepository;

  private constructor(
    readonly mongo: MongoConnection,
    chatKeys: KeyEncryptionKeys,
  ) {
    const { connection } = mongo;
    this.userKeys = new MongoUserKeyStore(connection);
    this.bodies = new BodyVault(new UserKeyring(chatKeys, this.userKeys));
    this.runEvents = new RunEventCodec(this.bodies);
    this.secrets = new SecretRepository(connection, this.bodies);
    this.accountClosure = new AccountClosure(connection, this.bodies, this.userKeys);
    this.accounts = new AccountDirectory(connection);
    this.invitations = new InvitationRepository(connection);
    this.usage = new UsageReader(connection);
    this.systemSecrets = new SystemSecretRepository(connection);
    this.secretLedger = new SecretLedger(connection, this.bodies);
    this.audit = new AuditTrail(connection, this.bodies);
    this.systemAudit = new SystemAuditRepository(connection);
    this.useJournal = new UseJournal(connection, this.bodies);
    this.conversations = new ConversationRepository(connection, this.bodies);
    this.systemConversations = new SystemConversationRepository(connection);
    this.messages = new MessageRepository(connection, this.bodies);
    this.files = new FileRepository(connection, this.bodies);
    this.systemFiles = new SystemFileRepository(connection);
    this.prompts = new PromptRepository(connection, this.bodies);
    this.leases = new LeaseRepository(connection);
    this.systemPrompts = new SystemPromptRepository(connection);
    this.apiKeys = new ApiKeyRepository(connection);
    this.systemApiKeys = new SystemApiKeyRepository(connection);
    this.webhooks = new WebhookRepository(connection, this.bodies);
    this.systemWebhooks = new SystemWebhookRepository(connection, this.bodies);
    this.schedules = new ScheduleRepository(connection, this.bodies);
    this.systemSchedules = new SystemScheduleRepository(connection, this.bodies);
    this.apiRuns = new ApiRunRepository(connection, this.bodies);
    this.systemApiRuns = new SystemApiRunRepository(connection);
    this.runs = new RunRepository(connection, this.bodies);
    this.runWorkspaces = new RunWorkspaceRepository(connection, this.bodies);
    this.systemRuns = new SystemRunRepository(connection, this.bodies);
    this.runQueue = new RunQueueRepository(connection);
    this.steers = new SteerRepository(connection, this.bodies);
    this.systemVault = new SystemVaultRepository(connection);
    this.drills = new DrillRepository(connection);
    this.systemDrills = new SystemDrillRepository(connection);
  }

  /**
   * Connects, checks the keys and makes the indexes. Throws an operational `AppError` when MongoDB does not answer, holds
   * data of other keys, or a backup that was put back in part only.
   */
  static async open({ uri, chatKeys, vaultKeyIds }: PersistenceOptions): Promise<Persistence> {
    const connected = await connectMongo({ uri });
    if (vaultKeyIds !== undefined) await checkKeys(connected, { chat: chatKeys.keys.keys(), vault: vaultKeyIds });
    const persistence = new Persistence(connected, chatKeys);
    const { secrets, audit, useJournal, conversations, messages, prompts, leases, runs, runWorkspaces, drills } =
      persistence;
    const indexed = [secrets, audit, useJournal, conversations, messages, prompts, leases, runs, runWorkspaces, drills];
    for (const part of [
      ...indexed,
      persistence.files,
      persistence.apiKeys,
      persistence.apiRuns,
      persistence.webhooks,
      persistence.schedules,
      persistence.invitations,
      persistence.steers,
    ])
      await part.createIndexes();
    return persistence;
  }

  close(): Promise<void> {
    return this.mongo.close();
  }
}

async function checkKeys(mongo: MongoConnection, known: KnownKeyIds): Promise<void> {
  try {
    await assertRestored(mongo);
    await assertKeysFit(mongo, known);
  } catch (error) {
    await mongo.close();
    throw error;
  }
}

const parts: Provider[] = [
  { provide: MongoConnection, inject: [Persistence], useFactory: (all: Persistence) => all.mongo },
  { provide: BodyVault, inject: [Persistence], useFactory: (all: Persistence) => all.bodies },
  { provide: RunEventCodec, inject: [Persistence], useFactory: (all: Persistence) => all.runEvents },
  { provide: MongoUserKeyStore, inject: [Persistence], useFactory: (all: Persistence) => all.userKeys },
  { provide: SecretRepository, inject: [Persistence], useFactory: (all: Persistence) => all.secrets },
  { provide: SecretLedger, inject: [Persistence], useFactory: (all: Persistence) => all.secretLedger },
  { provide: AccountClosure, inject: [Persistence], useFactory: (all: Persistence) => all.accountClosure },
  { provide: AccountDirectory, inject: [Persistence], useFactory: (all: Persistence) => all.accounts },
  { provide: InvitationRepository, inject: [Persistence], useFactory: (all: Persistence) => all.invitations },
  { provide: UsageReader, inject: [Persistence], useFactory: (all: Persistence) => all.usage },
  { provide: SystemSecretRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemSecrets },
  { provide: AuditTrail, inject: [Persistence], useFactory: (all: Persistence) => all.audit },
  { provide: SystemAuditRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemAudit },
  { provide: ConversationRepository, inject: [Persistence], useFactory: (all: Persistence) => all.conversations },
  { provide: FileRepository, inject: [Persistence], useFactory: (all: Persistence) => all.files },
  { provide: SystemFileRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemFiles },
  { provide: MessageRepository, inject: [Persistence], useFactory: (all: Persistence) => all.messages },
  { provide: LeaseRepository, inject: [Persistence], useFactory: (all: Persistence) => all.leases },
  { provide: PromptRepository, inject: [Persistence], useFactory: (all: Persistence) => all.prompts },
  {
    provide: SystemConversationRepository,
    inject: [Persistence],
    useFactory: (all: Persistence) => all.systemConversations,
  },
  { provide: SystemPromptRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemPrompts },
  { provide: ApiKeyRepository, inject: [Persistence], useFactory: (all: Persistence) => all.apiKeys },
  { provide: SystemApiKeyRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemApiKeys },
  { provide: ScheduleRepository, inject: [Persistence], useFactory: (all: Persistence) => all.schedules },
  { provide: SystemScheduleRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemSchedules },
  { provide: ApiRunRepository, inject: [Persistence], useFactory: (all: Persistence) => all.apiRuns },
  { provide: SystemApiRunRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemApiRuns },
  { provide: WebhookRepository, inject: [Persistence], useFactory: (all: Persistence) => all.webhooks },
  { provide: SystemWebhookRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemWebhooks },
  { provide: DrillRepository, inject: [Persistence], useFactory: (all: Persistence) => all.drills },
  { provide: RunRepository, inject: [Persistence], useFactory: (all: Persistence) => all.runs },
  { provide: RunQueueRepository, inject: [Persistence], useFactory: (all: Persistence) => all.runQueue },
  { provide: SystemRunRepository, inject: [Persistence], useFactory: (all: Persistence) => all.systemRuns },
];

/** Hands the repositories out; closes the connection at the very end of a shutdown. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(private readonly persistence: Persistence) {}

  /** For a connection that is open already: whoever starts the process opens it and reports what is wrong. */
  static forRoot(persistence: Persistence): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      providers: [{ provide: Persistence, useValue: persistence }, ...parts],
      exports: [Persistence, ...parts.map((part) => ('provide' in part ? part.provide : part))],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.persistence.close();
  }
}
