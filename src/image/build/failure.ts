// Why a build failed, in plain words and with the line of the Dockerfile, from what the builders say.
// The builder's own sentence and the last lines of output stay in `detail`.
import { DockerfileParser } from 'dockerfile-ast';
import { sameStart, squeeze } from '../instructionText';
import { BuildFailure } from './buildFailure';

export interface FailedBuild {
  /** The builder's error. */
  readonly said: string;
  /** The build context, absolute. */
  readonly folder: string;
  /** Relative path, for the message. */
  readonly dockerfile: string;
  readonly source: string;
  /** The instruction that ran last; its number too where the builder counts like the Dockerfile. */
  readonly step?: { readonly name: string; readonly number?: number } | undefined;
  /** The last lines of output. */
  readonly output: readonly string[];
}

interface Reading {
  readonly pattern: RegExp;
  readonly what: (groups: readonly string[], step: string) => string;
  readonly remedy: string;
}

const readings: readonly Reading[] = [
  {
    pattern: /no space left on device/i,
    what: () => 'the disk of the container engine is full',
    remedy: 'Free space (for example "docker system prune"), then build again; finished steps are kept.',
  },
  {
    pattern: /unknown instruction: "?([\w-]+)/i,
    what: ([, word]) => `there is no instruction "${word}"`,
    remedy: 'Correct the spelling; nothing was built.',
  },
  {
    pattern:
      /(?:file not found in build context[^:]*|no such file or directory): stat ([^:\n]+)|"([^"\n]+)": not found|"\/([^"\n]+)" not found|no items matching glob|stat: "([^"]+)"/i,
    what: ([, a, b, c, d]) => `the file ${fileName(a ?? b ?? c ?? d)} is not in the build context`,
    remedy:
      'Check the path (it is relative to the worker folder) and that .dockerignore does not leave it out.',
  },
  {
    pattern:
      /pull access denied for ([^\s,]+)|failed to resolve source metadata for ([^\s:]+\S*)|manifest for (\S+) not found|initializing source docker:\/\/([^\s:]+\S*)|(\S+): (?:failed to resolve|not found)/i,
    what: groups =>
      `the base image ${groups.slice(1).find(Boolean) ?? ''} cannot be pulled`.replace('  ', ' '),
    remedy:
      'Check the name and tag after FROM, that this machine reaches the registry, and sign in ("docker login") if the image is private.',
  },
  {
    pattern: /exec format error/i,
    what: () => 'a program in the image is built for another processor than amd64',
    remedy: 'Use a linux/amd64 base image: RunPod runs nothing else.',
  },
  {
    pattern:
      /Temporary failure (?:in name resolution|resolving)|Could not resolve host|Network is unreachable/i,
    what: () => 'the build has no network',
    remedy: 'Check the network and proxy settings of the container engine.',
  },
  {
    pattern: /returned a non-zero code: (\d+)|exit code: (\d+)|exit status (\d+)/i,
    what: ([, a, b, c], step) => `"${shorten(step)}" ended with exit code ${a ?? b ?? c}`,
    remedy: 'The last lines of its output say why; correct it and build again, finished steps are kept.',
  },
];

/** Puts a builder's failure into words. What a step printed may hold a build argument: the flow takes it out. */
export function buildFailure(failed: FailedBuild): BuildFailure {
  const line = lineOf(failed);
  const step = failed.step?.name ?? '';
  const whole = [failed.said, ...failed.output].join('\n');
  const reading =
    readings.find(({ pattern }) => pattern.test(failed.said)) ??
    readings.find(({ pattern }) => pattern.test(whole));
  // A RUN that failed for a reason its output tells (no network, a full disk) is better explained by that reason.
  const deeper =
    reading === readings.at(-1)
      ? readings.slice(0, -1).find(r => deeperReasons.has(r) && r.pattern.test(whole))
      : undefined;
  const chosen = deeper ?? reading;
  const groups = chosen?.pattern.exec(failed.said) ?? chosen?.pattern.exec(whole) ?? [];
  const what = chosen?.what([...groups], step) ?? firstLine(failed.said);
  const where = line === undefined ? failed.dockerfile : `line ${line + 1} of ${failed.dockerfile}`;
  return new BuildFailure(
    `The build stopped at ${where}: ${what}.`,
    { remedy: chosen?.remedy, detail: [...failed.output.slice(-40), failed.said].join('\n') },
    { folder: failed.folder, dockerfile: failed.dockerfile, line },
  );
}

const deeperReasons = new Set(
  readings.filter(({ pattern }) => /space left|exec format|Temporary/.test(pattern.source)),
);

function lineOf({ said, source, step }: FailedBuild): number | undefined {
  const told = /(?:parse error(?: on)? line|Dockerfile[^\s:]*:) ?(\d+)/i.exec(said)?.[1];
  if (told) return Number(told) - 1;
  if (!step) return undefined;
  const instructions = DockerfileParser.parse(source)
    .getInstructions()
    .filter(each => each.getKeyword() !== 'ONBUILD');
  const counted = step.number === undefined ? undefined : instructions[step.number - 1];
  const found =
    counted && sameStart(counted, step.name)
      ? counted
      : instructions.find(each => sameStart(each, step.name));
  return found?.getRange().start.line;
}

function shorten(text: string): string {
  const one = squeeze(text);
  return one.length > 80 ? `${one.slice(0, 79)}…` : one;
}

function fileName(path: string | undefined): string {
  return path ? `"${path.trim().replace(/^\//, '')}"` : 'a COPY names';
}

function firstLine(text: string): string {
  return (text.trim().split('\n', 1)[0] ?? '').replace(/\.$/, '');
}
