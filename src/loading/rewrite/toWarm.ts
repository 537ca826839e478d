// Lazy to warm: one eager call right before start(). The guard stays where it is and becomes a cheap no-op.
import type { StartCall } from '../../project/start';
import { type Call, callOf } from '../../python/calls';
import { type FunctionDef, functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { enclosingFunction } from '../../python/statements';
import type { Analysis, Handler, JobLoad } from '../detect/analysis';
import type { Guard } from '../detect/guards';
import { isAsync } from '../detect/shapes';
import type { FileEdits } from '../planSwitch';
import { type Eager, insertEager } from './eager';
import { EditList } from './editList';
import { failureOf, type LoaderCall, loaderCallIn, publishedNames, startsAsNone } from './loaderCall';
import { type OwnEnsure, ownEnsureOf } from './ownEnsure';
import { Refused } from './refuse';
import { undoEnsure } from './undoEnsure';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
}

/** Throws Refused. The checks that hold for any switch have been made. */
export function toWarm(job: Job): FileEdits {
  const { analysis, start, handler } = job;
  const { file, jobs } = analysis;
  const own = ownEnsureOf(file.module, handler);
  const undone = own && undoEnsure(analysis, start, own);
  if (undone) return { path: file.path, edits: undone.list };
  if (own?.ensure.lock) return { path: file.path, edits: ownLoad(job, own).list };
  const unguarded = jobs.find(load => !load.guard);
  if (unguarded) {
    throw new Refused(
      file.path,
      inEntry(unguarded, file.path),
      `${unguarded.name} runs in every job.`,
      'Keep what it makes in a module-level name first; keep a dict of them if it depends on the job.',
    );
  }
  const eagers = jobs.flatMap(load => (load.guard ? [eagerFor(job, load, load.guard)] : []));
  const edits = new EditList(file.module);
  insertEager(file.module, start, { eagers, edits });
  return { path: file.path, edits: edits.list };
}

/** The locked ensure function needs an event loop; what it calls does not. */
function ownLoad({ analysis: { file }, start }: Job, { ensure }: OwnEnsure): EditList {
  const { assigns, flag, failure, test } = ensure;
  const statement = flag || assigns.length === 0 ? ensure.load : `${assigns.join(', ')} = ${ensure.load}`;
  if (start.function && statement !== ensure.load) throw localAssignment(file.path, start.statement);
  const edits = new EditList(file.module);
  insertEager(file.module, start, { eagers: [{ statement, failure, test }], edits });
  return edits;
}

function localAssignment(path: string, node: Node): Refused {
  const reason = 'start() is called in a function, where an assignment would make a local variable.';
  return new Refused(
    path,
    node,
    reason,
    'Move the assignment into a function that declares the name global.',
  );
}

function inEntry(load: JobLoad, path: string): Node | undefined {
  return load.steps.findLast(step => step.file.path === path)?.node;
}

function eagerFor(job: Job, load: JobLoad, guard: Guard): Eager {
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
  if (guard.place.file !== file) {
    throw new Refused(
      file.path,
      at,
      `the load is guarded in another file (${guard.place.file.path}).`,
      'Import its loader here and call it before start().',
    );
  }
  const holder = functionOf(enclosingFunction(guard.node) ?? guard.node);
  const step = load.steps.findIndex(found => holder?.node.holds(found.node));
  const caller = load.steps[step - 1];
  if (holder && caller && isLoaderOnly(holder, job.handler) && takesNothingOfTheJob(job, caller.node)) {
    const inner = load.steps[step]?.node ?? holder.node;
    return withFailure(job, holder, { statement: caller.node.text, inner });
  }
  return fromGuardBody(job, guard, load);
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
function takesNothingOfTheJob({ analysis }: Job, call: Node): boolean {
  const { module } = analysis.file;
  const list = call.child('arguments');
  return module.names.occurrences
    .filter(found => list?.holds(found.node) && found.role === 'read')
    .every(found => (found.scope.lookup(found.name) ?? module.names.scope) === module.names.scope);
}

function withFailure(
  job: Job,
  holder: FunctionDef,
  { statement, inner }: { readonly statement: string; readonly inner: Node },
): Eager {
  const { file } = job.analysis;
  const failure = failureOf(holder, inner);
  const test = publishedNames(file.module, holder).findLast(name => startsAsNone(file.module, name));
  if (failure === 'none' && !test) {
    throw new Refused(
      file.path,
      holder.nameNode,
      'nothing tells whether this loader succeeded.',
      'Let it raise when it fails.',
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
    const advice = 'Move the guarded lines into a function of their own and call that.';
    throw new Refused(file.path, guard.node, 'the load is written into the code of the job.', advice);
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
