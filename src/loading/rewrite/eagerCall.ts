// What a warm worker calls before start(), worked out from how its handler loads: the loader that the handler calls,
// the guarded line in the handler, or a new function made of the guarded lines.
import type { ProgramFile } from '../../project/program';
import type { StartCall } from '../../project/start';
import { type Call, callOf, rootName } from '../../python/calls';
import { type FunctionDef, functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { enclosingFunction } from '../../python/statements';
import type { Analysis, Handler, JobLoad } from '../detect/analysis';
import type { Guard } from '../detect/guards';
import { isAsync } from '../detect/shapes';
import type { Step } from '../detect/sites';
import { callElsewhere } from './callElsewhere';
import { type Eager, localAssignment } from './eager';
import { eagerMethod } from './eagerMethod';
import type { EditList } from './editList';
import { extractGuard } from './extractGuard';
import {
  failureOf,
  type LoaderCall,
  loaderCallIn,
  publishedNames,
  standInFor,
  startsAsNone,
} from './loaderCall';
import { Refused } from './refuse';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
  readonly edits: EditList;
}

function inEntry(load: JobLoad, path: string): Node | undefined {
  return load.steps.findLast(step => step.file.path === path)?.node;
}

/** Throws Refused. */
export function eagerFor(job: Job, load: JobLoad, guard: Guard): Eager {
  const { file } = job.analysis;
  const at = inEntry(load, file.path);
  if (guard.kind === 'key') {
    throw new Refused(
      file.path,
      at,
      `which model is loaded depends on the job (${guard.state}).`,
      'Call the getter with the usual key before start() if there is one.',
    );
  }
  if (isAsync(load)) {
    throw new Refused(
      file.path,
      at,
      'the load is asynchronous, and there is no event loop before start().',
      'Keep it lazy, under an asyncio.Lock.',
    );
  }
  if (guard.node.is('import_statement', 'import_from_statement')) {
    throw new Refused(
      guard.place.file.path,
      guard.node,
      'a job imports the file that loads.',
      'Import it at the head of the file.',
    );
  }
  const holder = functionOf(enclosingFunction(guard.node) ?? guard.node);
  const step = load.steps.findIndex(found => holder?.node.holds(found.node));
  const caller = load.steps[step - 1];
  const method = holder?.owner && eagerMethod(file, { load, guard, holder });
  if (method) return method;
  if (
    holder &&
    caller &&
    isLoaderOnly(holder, job.handler) &&
    takesNothingOfTheJob({ ...job, file: caller.file }, caller.node)
  ) {
    const inner = load.steps[step]?.node ?? holder.node;
    return withFailure(job, holder, { statement: statementFor(job, load, { holder, caller }), inner });
  }
  if (guard.place.file !== file) throw elsewhere(job, load, guard.place.file.path);
  return fromGuardBody(job, guard, load);
}

function elsewhere({ analysis: { file } }: Job, load: JobLoad, path: string): Refused {
  const reason = `the load is guarded in another file (${path}).`;
  return new Refused(
    file.path,
    inEntry(load, file.path),
    reason,
    'Import its loader here and call it before start().',
  );
}

interface LoaderUse {
  readonly holder: FunctionDef;
  /** The call of the loader on the way from the handler. */
  readonly caller: Step;
}

/** The loader's call as the entry file can write it; a loader of another file is imported. */
function statementFor(job: Job, load: JobLoad, { holder, caller }: LoaderUse): string {
  const { file, program } = job.analysis;
  const root = rootName(caller.node.child('function'));
  const isKnown = root !== undefined && file.module.names.scope.bindings.has(root.text);
  if (caller.file === file && isKnown) return caller.node.text;
  const home = load.steps.find(step => holder.node.holds(step.node))?.file;
  const takesNothing = caller.node.child('arguments')?.parts.length === 0;
  const isTop = holder.whole.parent?.type === 'module';
  const call =
    home && takesNothing && isTop
      ? callElsewhere({ program, file, home, name: holder.name, edits: job.edits })
      : undefined;
  if (!call) throw elsewhere(job, load, home?.path ?? '');
  return call;
}

/** A function that was written to load: it takes nothing, or only what the caller knows at start. */
function isLoaderOnly(holder: FunctionDef, handler: Handler): boolean {
  return (
    holder.node !== handler.definition.node &&
    !holder.isAsync &&
    !holder.isGenerator &&
    holder.owner === undefined
  );
}

/** The arguments are constants or module-level names. */
function takesNothingOfTheJob(
  { analysis, file: caller }: { readonly analysis: Analysis; readonly file?: ProgramFile },
  call: Node,
): boolean {
  const { module } = caller ?? analysis.file;
  const list = call.child('arguments');
  const { names } = module;
  return !list || names.inside(list).every(found => found.role !== 'read' || names.isTopLevel(found));
}

function withFailure(
  job: Job,
  holder: FunctionDef,
  { statement, inner }: { readonly statement: string; readonly inner: Node },
): Eager {
  const { file } = job.analysis;
  const failure = failureOf(holder, inner);
  const here = file.module.root.holds(holder.node);
  const published = here ? publishedNames(file.module, holder) : [];
  const test = published.findLast(name => startsAsNone(file.module, name));
  if (failure === 'none' && !test) {
    throw new Refused(
      file.path,
      holder.nameNode,
      'nothing tells whether this loader succeeded.',
      'Let it raise when it fails.',
    );
  }
  const standIn = failure === 'none' && test ? standInFor(holder, inner, test) : undefined;
  if (standIn) {
    throw new Refused(
      file.path,
      standIn,
      `when the load fails, ${test} gets something else, and a warm worker would start without its model.`,
      'Let the loader raise when it fails.',
    );
  }
  return { statement, failure, test };
}

/** `if model is None: model = load()` in the handler: the one statement that loads, before start() too. */
function fromGuardBody(job: Job, guard: Guard, load: JobLoad): Eager {
  const { file, values } = job.analysis;
  const found = onlyStatement(guard);
  const call = found?.call;
  if (!call || !takesNothingOfTheJob(job, call.node)) {
    return extractGuard(job, guard);
  }
  if (found.assigned && job.start.function) throw localAssignment(file.path, guard.node);
  if (found.assigned) return { statement: found.statement.text, failure: 'raises', test: undefined };
  const value = values.of(call.callee, { file });
  const loader = value?.kind === 'function' && value.file === file ? value.definition : undefined;
  const inner = load.steps.find(step => loader?.node.holds(step.node))?.node;
  const eager: Eager =
    loader && inner
      ? withFailure(job, loader, { statement: call.node.text, inner })
      : { statement: call.node.text, failure: 'raises', test: undefined };
  return found.tested ? { ...eager, failure: 'false' } : eager;
}

interface GuardedLoad {
  readonly statement: Node;
  readonly call: Call;
  /** `model = load()` */
  readonly assigned: boolean;
  /** `if not load(): …` */
  readonly tested: boolean;
}

/** What a guard does, when it is one thing on one line. */
function onlyStatement(guard: Guard): GuardedLoad | undefined {
  const body = guard.node.child('consequence')?.parts.filter(part => part.type !== 'global_statement') ?? [];
  const [statement, more] = body;
  if (!statement || more) return undefined;
  const assignment = statement.parts[0]?.type === 'assignment' ? statement.parts[0] : undefined;
  const plain = callOf(assignment?.child('right'));
  if (assignment) {
    return plain && !statement.text.includes('\n')
      ? { statement, call: plain, assigned: true, tested: false }
      : undefined;
  }
  const found = loaderCallIn(statement) ?? failsWithReply(statement);
  return found && { statement, call: found.call, assigned: false, tested: found.tested };
}

/** `if not load_model(): return {"error": …}`. */
function failsWithReply(statement: Node): LoaderCall | undefined {
  const condition = statement.type === 'if_statement' ? statement.child('condition') : undefined;
  const call = condition?.type === 'not_operator' ? callOf(condition.child('argument')) : undefined;
  const last = statement.child('consequence')?.parts.at(-1);
  return call && last?.is('return_statement', 'raise_statement') ? { call, tested: true } : undefined;
}
