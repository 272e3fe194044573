/**
 * How a sandbox process is started: which layers of the kernel stand around it. Each layer is tried on this machine
 * before it is used, and a layer that is not in force is reported with its remedy, never assumed.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { SandboxLimits } from '../limits.js';
import { PROCESS_FLAGS } from '../process-flags.js';
import type { SandboxLanguage } from '../sandbox.types.js';
import { insidePrivateRoot, preparePrivateRoot, type PrivateRoot } from './private-root.js';

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 5_000;

const NAMESPACES = ['user', 'mount', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'time'] as const;
type Namespace = (typeof NAMESPACES)[number];

/** The layers found to work here. */
export interface IsolationPlan {
  readonly namespaces: readonly Namespace[];
  readonly prlimit: boolean;
  readonly setpriv: boolean;
  /** The root that hides this machine's files, when mounts work here. */
  readonly privateRoot: PrivateRoot | null;
  readonly missing: readonly { readonly layer: string; readonly remedy: string }[];
}

/** A command line. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
}

const REMEDY = {
  namespaces:
    'Install util-linux and allow user namespaces (sysctl user.max_user_namespaces > 0; Debian: kernel.unprivileged_userns_clone=1; Ubuntu 24: kernel.apparmor_restrict_unprivileged_userns=0; Docker: a seccomp profile that allows unshare).',
  prlimit: 'Install util-linux, which brings prlimit.',
  setpriv: 'Install util-linux, which brings setpriv.',
} as const;

/** What is said where mounts do not work; strict mode does without this layer. */
export const NO_PRIVATE_ROOT = {
  layer: 'private-root',
  remedy:
    'Allow mounts inside user namespaces (Docker: an AppArmor profile that does not deny mount), so that files of this machine are out of sight of a program that has left its isolate.',
} as const;

function namespaceArgs(namespaces: readonly Namespace[]): string[] {
  const flags = namespaces.map((name) => `--${name}`);
  return [...flags, '--map-root-user', '--fork', '--kill-child'];
}

async function works(file: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(file, args, { env: {}, timeout: PROBE_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

/** The kernel kills the process when its worker is gone, however that ended and whatever the program is doing. */
const DIES_WITH_WORKER = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'];
const PRIVILEGES = ['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'];

async function probeNamespaces(): Promise<Namespace[]> {
  const unshares = (names: readonly Namespace[]): Promise<boolean> =>
    works('/usr/bin/unshare', [...namespaceArgs(names), '--', '/bin/true']);
  if (await unshares(NAMESPACES)) return [...NAMESPACES];
  const found: Namespace[] = ['user', 'mount', 'pid'];
  if (!(await unshares(found))) return [];
  for (const name of NAMESPACES) {
    if (!found.includes(name) && (await unshares([...found, name]))) found.push(name);
  }
  return found;
}

async function probePrivateRoot(namespaces: readonly Namespace[], root: PrivateRoot): Promise<PrivateRoot | null> {
  const command = insidePrivateRoot(root, ['/bin/true']);
  return (await works('/usr/bin/unshare', [...namespaceArgs(namespaces), '--', ...command])) ? root : null;
}

/** Tries each layer on this machine; prepares the private root under `folder`. */
export async function probeIsolation(folder: string, nodePath: string): Promise<IsolationPlan> {
  const [prlimit, setpriv] = await Promise.all([
    works('/usr/bin/prlimit', ['--core=0', '--', '/bin/true']),
    works('/usr/bin/setpriv', ['--no-new-privs', '--pdeathsig', 'KILL', '--', '/bin/true']),
  ]);
  const found = await probeNamespaces();
  const missing: { layer: string; remedy: string }[] = NAMESPACES.filter((name) => !found.includes(name)).map(
    (name) => ({
      layer: `${name === 'net' ? 'network' : name}-namespace`,
      remedy: REMEDY.namespaces,
    }),
  );
  if (!prlimit) missing.push({ layer: 'rlimit-data', remedy: REMEDY.prlimit });
  if (!setpriv) missing.push({ layer: 'no-new-privs', remedy: REMEDY.setpriv });
  const privateRoot =
    found.length > 0 ? await probePrivateRoot(found, await preparePrivateRoot(folder, nodePath)) : null;
  return { namespaces: found, prlimit, setpriv, privateRoot, missing };
}

/** Names of the layers that {@link sandboxCommand} will put around a process. */
export function layerNames(plan: IsolationPlan): string[] {
  return [
    'isolate',
    'process',
    'empty-environment',
    ...plan.namespaces.map((name) => `${name === 'net' ? 'network' : name}-namespace`),
    ...(plan.privateRoot === null ? [] : ['private-root']),
    ...(plan.prlimit ? ['rlimit-data', 'rlimit-files', 'rlimit-core'] : []),
    ...(plan.setpriv ? ['no-new-privs', 'no-capabilities', 'dies-with-worker'] : []),
  ];
}

/** The command that starts a sandbox process behind every layer of the plan. */
export function sandboxCommand(
  plan: IsolationPlan,
  program: {
    readonly node: string;
    readonly entry: string;
    readonly language: SandboxLanguage;
    readonly limits: SandboxLimits;
  },
): CommandLine {
  const { node, entry, language, limits } = program;
  const command: string[] = [];
  if (plan.prlimit) {
    command.push('/usr/bin/prlimit', '--core=0', '--nofile=64', '--fsize=0');
    if (language === 'javascript') command.push(`--data=${String(limits.dataBytes)}`);
    command.push('--');
  }
  if (plan.setpriv) command.push('/usr/bin/setpriv', ...PRIVILEGES, '--');
  command.push(node, ...PROCESS_FLAGS[language], entry, language);
  const rooted = plan.privateRoot === null ? command : insidePrivateRoot(plan.privateRoot, command);
  const unshare = plan.namespaces.length > 0 ? ['/usr/bin/unshare', ...namespaceArgs(plan.namespaces), '--'] : [];
  const [file = node, ...args] = [...(plan.setpriv ? DIES_WITH_WORKER : []), ...unshare, ...rooted];
  return { file, args };
}
