// Everything detection and the planners need to know about a worker, worked out once: its start(), its entry, what
// loads before the first job and what loads inside a job.
import type { Program, ProgramFile } from '../../project/program';
import { type Entry, entryOf, findStarts, type StartCall } from '../../project/start';
import { callOf } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Node } from '../../python/node';
import { type Guard, guardOf } from './guards';
import { presumedObjects } from './presumed';
import { type Opaque, type Site, SiteWalk } from './sites';
import type { ClassValue, Values } from './values';

export interface JobLoad extends Site {
  readonly guard: Guard | undefined;
}

export interface Handler {
  readonly file: ProgramFile;
  readonly definition: FunctionDef;
  /** The object whose method it is. */
  readonly self?: ClassValue;
}

export interface Analysis {
  readonly program: Program;
  readonly file: ProgramFile;
  readonly starts: readonly StartCall[];
  readonly start: StartCall | undefined;
  readonly entry: Entry | undefined;
  /** The entry, when it is a function that can be read, in this file or another. */
  readonly handler: Handler | undefined;
  readonly startup: readonly Site[];
  readonly jobs: readonly JobLoad[];
  /** Calls into code that cannot be read, before start() and in a job. */
  readonly opaque: readonly Opaque[];
  readonly values: Values;
}

export function analyse(program: Program): Analysis {
  const file = program.entry;
  const starts = findStarts(file.module);
  const start = starts[0];
  const entry = start && entryOf(file.module, start);
  const walk = new SiteWalk(program);
  const handler = handlerOf({ file, start, entry }, walk.values);
  const until = start?.call.node.start ?? Number.POSITIVE_INFINITY;
  const startup = walk.startup(file, until);
  const job = handler ? walk.job(handler) : { loads: [], opaque: [] };
  const presumed = startup.loads.length + job.loads.length === 0 ? presumedObjects(startup, job) : undefined;
  return {
    program,
    file,
    starts,
    start,
    entry,
    handler,
    startup: presumed?.loads ?? startup.loads,
    jobs: (presumed?.jobs ?? job.loads).map(site => ({ ...site, guard: guardOf(site) })),
    opaque: [...startup.opaque, ...job.opaque],
    values: walk.values,
  };
}

/** Without a start() that names it, a function called `handler` is what a reader would look at. */
function handlerOf(
  { file, start, entry }: Pick<Analysis, 'file' | 'start' | 'entry'>,
  values: Values,
): Handler | undefined {
  if (entry?.kind === 'function') return { file, definition: entry.definition };
  if (entry?.kind === 'lambda') return undefined;
  if (entry) {
    const inner = entry.kind === 'other' ? wrapped(entry.node, file, values) : undefined;
    if (inner) return inner;
    const value = values.of(start?.handler, { file });
    // An object that is called.
    const called = value?.kind === 'instance' ? values.methodOf(value.of, '__call__') : value;
    return called?.kind === 'function' ? called : undefined;
  }
  const named = file.module.functionNamed('handler');
  return named && { file, definition: named };
}

/** `with_logging(run)`: the function that does the work. */
function wrapped(node: Node, file: ProgramFile, values: Values): Handler | undefined {
  const given = callOf(node)?.args.map(argument => values.of(argument, { file })) ?? [];
  return given.find(value => value?.kind === 'function');
}
