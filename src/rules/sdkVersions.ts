// What is known about the releases of the `runpod` package. Checked on 2026-08-10 against the tags, the changelog and by
// running the versions; PyPI's list of releases on 2026-11-21. Pre-releases are left out: pip does not choose them.
import { maxSatisfying } from '@renovatebot/pep440';

export const newestGood = '1.12.0';
export const goodRange = '>=1.12.0,<2';

/** Releases up to the newest good one, as PyPI lists them. 1.8.0 was tagged and is not there. */
const releases: readonly string[] =
  `0.1.0 0.2.0 0.3.0 0.4.0 0.5.0 0.6.0 0.7.0 0.8.0 0.9.0 0.9.1 0.9.2 0.9.3 0.9.4 0.9.5 0.9.6 0.9.7 0.9.8 0.9.9 0.9.10 0.9.11 0.9.12
  0.10.0 1.0.0 1.0.1 1.1.0 1.1.1 1.1.2 1.1.3 1.2.0 1.2.1 1.2.5 1.2.6 1.3.0 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.4.0 1.4.1
  1.4.2 1.5.0 1.5.1 1.5.2 1.5.3 1.6.0 1.6.1 1.6.2 1.7.0 1.7.1 1.7.2 1.7.3 1.7.4 1.7.5 1.7.6 1.7.7 1.7.8 1.7.9 1.7.10 1.7.11 1.7.12
  1.7.13 1.8.1 1.8.2 1.9.0 1.9.1 1.10.0 1.10.1 1.11.0 1.12.0`.split(/\s+/);

/** From 1.10.0 on the SDK needs Python 3.10; older interpreters get at most this. */
const newestBeforePython310 = '1.9.1';

interface Regression {
  readonly from: string;
  readonly to: string;
  readonly severity: 'warning' | 'info';
  readonly problem: string;
}

/** Most serious first: the first that holds is told. */
const regressions: readonly Regression[] = [
  {
    from: '1.7.11',
    to: '1.10.0',
    severity: 'warning',
    problem:
      'sends jobs to one worker while others stay idle, or stops taking jobs (runpod-python#432, fixed in 1.10.1)',
  },
  {
    from: '1.7.0',
    to: '1.7.0',
    severity: 'warning',
    problem: 'ignores concurrency_modifier: one job at a time (fixed in 1.7.1)',
  },
  {
    from: '1.7.1',
    to: '1.7.2',
    severity: 'warning',
    problem: 'pauses 5 s after every job it takes (fixed in 1.7.3)',
  },
  {
    from: '1.7.3',
    to: '1.7.3',
    severity: 'warning',
    problem: 'crashes long jobs with SIGTERM (fixed in 1.7.4)',
  },
  {
    // The sources of 0.9.10, 1.1.3, 1.3.7, 1.4.2 and 1.6.2 have neither a queue nor a handler for SIGTERM.
    from: '0.1.0',
    to: '1.6.2',
    severity: 'warning',
    problem:
      'loses the job it runs when RunPod stops the worker: it dies of SIGTERM (later releases finish the job)',
  },
  {
    from: '1.7.4',
    to: '1.7.4',
    severity: 'warning',
    problem: 'loses requests in a race between its queue and its list of jobs (fixed in 1.7.5)',
  },
  {
    from: '1.7.5',
    to: '1.7.5',
    severity: 'warning',
    problem: 'fails requests in its scaler (fixed in 1.7.6)',
  },
  {
    from: '1.7.6',
    to: '1.7.7',
    severity: 'warning',
    problem: 'replaces sys.excepthook on import, which hides tracebacks (fixed in 1.7.8)',
  },
  {
    from: '1.7.8',
    to: '1.7.10',
    severity: 'info',
    problem:
      'cannot cancel a job, keeps a core busy while idle, runs concurrent jobs one behind the other, and fetches any URL a job names (fixed by 1.12.0)',
  },
];

export interface PinVerdict {
  /** What pip would install. */
  readonly version: string;
  readonly severity: 'warning' | 'info';
  readonly problem: string;
  /** The interpreter is too old for any good version. */
  readonly oldPython: boolean;
}

/**
 * What is wrong with the version that pip chooses for a specifier, or undefined when nothing we know of is.
 * `pythonMinor` is the minor version of the image's Python 3, where it is known.
 */
export function judgePin(specifier: string, pythonMinor: number | undefined): PinVerdict | undefined {
  const oldPython = pythonMinor !== undefined && pythonMinor < 10;
  const version = chosenVersion(specifier, oldPython);
  if (version === undefined) return undefined;
  const found = regressions.find(one => atMost(one.from, version) && atMost(version, one.to));
  return found && { version, severity: found.severity, problem: found.problem, oldPython };
}

function chosenVersion(specifier: string, oldPython: boolean): string | undefined {
  const there = oldPython ? releases.filter(one => atMost(one, newestBeforePython310)) : releases;
  if (specifier.trim() === '') return there.at(-1);
  // Most pins are exact: no need to try every release.
  const exact = /^\s*==\s*([\d.]+)\s*$/.exec(specifier)?.[1];
  if (exact !== undefined && there.includes(exact)) return exact;
  try {
    return maxSatisfying([...there], specifier) ?? undefined;
  } catch {
    return undefined;
  }
}

function atMost(a: string, b: string): boolean {
  return releases.indexOf(a) <= releases.indexOf(b);
}
