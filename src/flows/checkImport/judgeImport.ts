// From what was told and how the process ended to the report: pure, so that every ending can be tested without one.
import { range } from '../../base/text';
import type {
  CodePlace,
  ImportFinding,
  ImportFindingName,
  ImportLoad,
  ImportOutcome,
  ImportReport,
  ImportThread,
} from './importReport';
import { moduleTimes } from './importTimes';
import { lostOutput } from './lostOutput';
import type { ProbeEvent, ProbeFrame, Transcript } from './probeEvents';

export interface ImportEnding {
  readonly code: number | null;
  readonly signal: string | null;
  readonly reason?: string | undefined;
  /** We ended it, because the time was over. */
  readonly timedOut: boolean;
}

export interface ImportSubject {
  /** The file that ran, absolute. */
  readonly path: string;
  /** The file of the worker folder for a path that the program told. */
  readonly locate: (told: string) => string;
  readonly runtime: 'process' | 'image';
  readonly image: string | undefined;
  readonly timeoutSeconds: number;
}

const keptOutputLines = 20;

export function judgeImport(subject: ImportSubject, told: Transcript, ending: ImportEnding): ImportReport {
  const { events } = told;
  const outcome = outcomeOf(events, ending);
  const started = outcome === 'started';
  const lost = started ? '' : lostOutput(events);
  const loads = loadsOf(subject, events);
  const facts = { subject, events, ending, outcome, lost, loads };
  const failed = outcome === 'failed' ? find(events, 'failed') : find(events, 'exit')?.cause;
  return {
    path: subject.path,
    runtime: subject.runtime,
    image: subject.image,
    outcome,
    seconds: secondsOf(events),
    exitCode: started ? 0 : ending.code,
    findings: findingsOf(facts),
    exception: failed ? exceptionOf(subject, failed) : undefined,
    modules: moduleTimes(told.imports),
    loads,
    threads: threadsOf(subject, events),
    lostOutput: lost,
    output: told.output.slice(-keptOutputLines),
  };
}

function exceptionOf(
  subject: ImportSubject,
  { type, message, frames }: Pick<EventOf<'failed'>, 'type' | 'message' | 'frames'>,
): ImportReport['exception'] {
  return { type, message, frames: frames.map(frame => placeOf(subject, frame)) };
}

type EventOf<K extends ProbeEvent['kind']> = Extract<ProbeEvent, { kind: K }>;

function find<K extends ProbeEvent['kind']>(events: readonly ProbeEvent[], kind: K): EventOf<K> | undefined {
  return events.findLast((event): event is EventOf<K> => event.kind === kind);
}

function outcomeOf(events: readonly ProbeEvent[], ending: ImportEnding): ImportOutcome {
  if (find(events, 'start')) return 'started';
  if (find(events, 'failed')) return 'failed';
  if (find(events, 'exit')) return 'exited';
  if (ending.timedOut) return 'timed-out';
  if (ending.signal === null && find(events, 'ended')) return 'ended';
  return 'killed';
}

function secondsOf(events: readonly ProbeEvent[]): number {
  const begin = find(events, 'begin')?.at ?? 0;
  return Math.round(((events.at(-1)?.at ?? begin) - begin) * 1000) / 1000;
}

function loadsOf(subject: ImportSubject, events: readonly ProbeEvent[]): ImportLoad[] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'loading') return [];
    const done = events.slice(index).find((one): one is EventOf<'loaded'> => one.kind === 'loaded');
    const { name, what, own } = event;
    const place = innermost(subject, event.frames);
    return [{ name, what, seconds: done?.seconds, failed: done?.failed ?? true, inHandlerFile: own, place }];
  });
}

function threadsOf(subject: ImportSubject, events: readonly ProbeEvent[]): ImportThread[] {
  return events
    .filter((event): event is EventOf<'thread'> => event.kind === 'thread')
    .map(({ name, daemon, frames }) => ({ name, daemon, place: innermost(subject, frames) }));
}

interface Facts {
  readonly subject: ImportSubject;
  readonly events: readonly ProbeEvent[];
  readonly ending: ImportEnding;
  readonly outcome: ImportOutcome;
  readonly lost: string;
  readonly loads: readonly ImportLoad[];
}

function findingsOf(facts: Facts): ImportFinding[] {
  const { subject, events, outcome, lost, loads } = facts;
  const found: ImportFinding[] = [];
  const main = outcome === 'started' ? startFinding(subject, events) : endFinding(facts);
  if (main) found.push(main);
  if (lost !== '') {
    const last = lost.trimEnd().split('\n').at(-1) ?? '';
    found.push(
      finding('output-lost', 'warning', main ?? innermost(subject, []), [
        `What was printed before the end never reached the log, the last of it "${short(last)}":`,
        'Python kept it in its buffer. Run it with -u or set PYTHONUNBUFFERED=1.',
      ]),
    );
  }
  if (outcome === 'started') {
    for (const load of loads.filter(one => one.failed)) {
      found.push(
        finding('load-failed', 'warning', load.place, [
          `${load.name} failed, and the worker started all the same: it takes jobs without this model.`,
        ]),
      );
    }
  }
  return found;
}

function startFinding(subject: ImportSubject, events: readonly ProbeEvent[]): ImportFinding | undefined {
  const start = find(events, 'start');
  if (!start || start.callable) return undefined;
  const what = start.handler === null ? 'no handler' : `a ${start.handler} for a handler`;
  return finding('handler-not-callable', 'error', innermost(subject, start.frames), [
    `start() was given ${what}: every job of this worker fails.`,
  ]);
}

/** Why the worker never came to start(). */
function endFinding({ subject, events, ending, outcome, loads }: Facts): ImportFinding {
  const inLoad = loads.find(load => load.seconds === undefined);
  if (outcome === 'failed') {
    const { type, message, frames } = find(events, 'failed') ?? { type: '', message: '', frames: [] };
    return finding('import-failed', 'error', innermost(subject, frames), [
      `The worker ends before it starts: ${type}: ${short(message) || 'no message'}.`,
    ]);
  }
  if (outcome === 'exited') {
    const { code, how, frames, cause } = find(events, 'exit') ?? { code: 0, how: 'sys.exit', frames: [] };
    const why = cause ? ` after ${cause.type}: ${short(cause.message) || 'no message'}` : '';
    return finding('exit-before-start', 'error', innermost(subject, frames), [
      `The worker ends before it starts: ${how} with status ${code} at this line${why}.`,
    ]);
  }
  if (outcome === 'timed-out') {
    const stuck = find(events, 'stuck');
    const place = innermost(subject, stuck?.frames ?? []);
    return finding('import-timed-out', 'error', inLoad?.place ?? place, [
      `The worker did not come to start() within ${subject.timeoutSeconds} s; it was still at this line.`,
    ]);
  }
  if (outcome === 'ended') {
    return finding('start-not-reached', 'error', innermost(subject, []), [
      'The file ran to its end without calling runpod.serverless.start(): no worker, and exit status 0.',
    ]);
  }
  const how = ending.reason ?? ending.signal ?? `status ${ending.code}`;
  return finding('killed-before-start', 'error', inLoad?.place ?? innermost(subject, []), [
    `The worker died before it started (${how})${inLoad ? ` inside ${inLoad.name}` : ''}, without a Python exception.`,
  ]);
}

function finding(
  name: ImportFindingName,
  severity: ImportFinding['severity'],
  place: CodePlace | ImportFinding,
  words: readonly string[],
): ImportFinding {
  const message = words.join(' ');
  if ('range' in place) return { name, severity, path: place.path, range: place.range, message };
  const { path, line } = place;
  const end = { line, character: Math.max(place.text.length, 1) };
  return { name, severity, path, range: range({ line, character: 0 }, end), message };
}

/** The worker's own line that is nearest to what happened; the first line of its file when none is known. */
function innermost(subject: ImportSubject, frames: readonly ProbeFrame[]): CodePlace {
  const frame = frames.at(-1);
  return frame ? placeOf(subject, frame) : { path: subject.path, line: 0, name: '<module>', text: '' };
}

function placeOf({ locate }: ImportSubject, { path, line, name, text }: ProbeFrame): CodePlace {
  return { path: locate(path), line: line - 1, name, text };
}

function short(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
