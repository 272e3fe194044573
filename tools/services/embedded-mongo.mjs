import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, installPackages } from './host-packages.mjs';

const source = join(import.meta.dirname, '..', 'embedded-mongo');
const pom = join(source, 'pom.xml');
const sourceFolder = join(source, 'src', 'cloakroom');

/**
 * Builds the embedded MongoDB server once per version of its sources, under `cacheDir`. Returns the java command line,
 * or the reason why it cannot be had.
 */
export function prepareEmbeddedMongo({ cacheDir, say }) {
  const missing = missingPrograms();
  if (missing.length > 0) {
    installPackages(['openjdk-17-jdk-headless', 'maven'], 'Embedded MongoDB', say);
    const still = missingPrograms();
    if (still.length > 0)
      return { reason: `${still.join(', ')} missing (apt-get install openjdk-17-jdk-headless maven)` };
  }
  const home = join(cacheDir, `embedded-mongo-${sourceHash()}`);
  if (!existsSync(home)) {
    say('MongoDB: building the embedded server (once; this takes half a minute)');
    const reason = build(home);
    if (reason !== null) return { reason };
  }
  return {
    command: findProgram('java'),
    args: ['-Xmx512m', '-XX:+UseSerialGC', '-cp', `${home}/classes:${home}/jars/*`, 'cloakroom.EmbeddedMongo'],
  };
}

function missingPrograms() {
  return ['java', 'javac', 'mvn'].filter((program) => findProgram(program) === null);
}

function sources() {
  return readdirSync(sourceFolder).map((file) => join(sourceFolder, file));
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const file of [pom, ...sources()]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Builds beside the final place and renames, so that an interrupted build is never taken for a whole one. */
function build(home) {
  const draft = `${home}.${process.pid}.draft`;
  mkdirSync(draft, { recursive: true });
  const steps = [
    {
      what: 'fetching its jars with Maven',
      command: 'mvn',
      args: [
        '-q',
        '-B',
        '-f',
        pom,
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${draft}/jars`,
      ],
    },
    {
      what: 'compiling it',
      command: 'javac',
      args: ['-nowarn', '-d', `${draft}/classes`, '-cp', `${draft}/jars/*`, ...sources()],
    },
  ];
  for (const { what, command, args } of steps) {
    const outcome = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: 300_000 });
    if (outcome.status !== 0) {
      rmSync(draft, { recursive: true, force: true });
      return `${what} failed: ${firstLine(outcome.stdout) || firstLine(outcome.stderr) || 'timed out'}`;
    }
  }
  renameSync(draft, home);
  return null;
}

function firstLine(text) {
  return text?.split('\n').find((line) => line.trim() !== '') ?? '';
}
