// Warm to lazy: takes what loads before start() out of its place and has the first job do it. Three forms: a call of
// a loader goes as it is; one assignment moves into the ensure function; anything longer becomes a loader of its own.

import type { Program, ProgramFile } from '../../project/program';
import type { StartCall } from '../../project/start';
import type { Call } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Node } from '../../python/node';
import type { Analysis, Handler } from '../detect/analysis';
import { isExit } from '../detect/shapes';
import type { Site } from '../detect/sites';
import type { Values } from '../detect/values';
import type { FileEdits } from '../planSwitch';
import { callElsewhere } from './callElsewhere';
import { handlerElsewhere } from './checkEntry';
import { type Closure, closureOf } from './closure';
import { EditBook, type EditList } from './editList';
import type { Ensure } from './ensure';
import { freeName, subjectOf } from './freeNames';
import { checkImporters } from './importers';
import { removeUnusedImports } from './imports';
import {
  failureCheckAfter,
  failureOf,
  type LoaderCall,
  loaderCallIn,
  publishedNames,
  startsAsNone,
  tellingName,
} from './loaderCall';
import { homeOf, type MovedOut, moveOut } from './moveOut';
import { Refused } from './refuse';
import { homeOfLoads, loadsBeforeStart, loadsOnImport } from './runwayLoads';
import { shareNames } from './shareNames';
import { functionsTouching } from './uses';
import { wholeLines } from './wholeLines';
import { callInHandler, defineEnsure, writeEnsure } from './writeEnsure';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
  readonly sites: readonly Site[];
}

/** What loads, where its statements stand. */
interface Loading {
  readonly home: ProgramFile;
  readonly values: Values;
  readonly sites: readonly Site[];
}

/** Throws Refused. The checks that hold for any switch have been made. */
export function toLazy({ analysis, start, handler, sites }: Job): readonly FileEdits[] {
  const { file, values, program } = analysis;
  const home = homeOfLoads(file, start, sites);
  const loading = { home, values, sites };
  const isEntry = home === file;
  const { block, loads } = isEntry ? loadsBeforeStart(file, start, sites) : loadsOnImport(home, sites);
  const [load, more] = loads;
  const check = load && !more ? failureCheckAfter(load) : undefined;
  const published = publishedBy(loading);
  const closure = closureOf({
    file: home,
    start: isEntry ? start : undefined,
    block,
    loads,
    published,
    check,
  });
  const names = new Set([...closure.names, ...published]);
  if (!isEntry) checkImporters(program, home, names);
  const book = new EditBook();
  const edits = book.of(home);
  const out = takeOut(loading, closure, edits);
  const shared = isEntry ? undefined : shareNames({ program, home, names, editsOf: other => book.of(other) });
  if (handler.file === home) {
    writeEnsure(handler, { names: closure.names, out }, edits);
    return book.files;
  }
  if (!shared) throw handlerElsewhere(file.path, start, handler.file.path);
  const last = closure.moved.at(-1);
  const below = home.module.root.parts.find(
    part => last && part.start > last.end && isDefinition(part) && !closure.moved.includes(part),
  );
  const ensure = defineEnsure(home.module, { handler, out, below }, edits);
  const known = shared.get(handler.file);
  callFromOutside(program, { handler, home, ensure, names, known }, book.of(handler.file));
  return book.files;
}

function isDefinition(node: Node): boolean {
  return node.is('function_definition', 'class_definition', 'decorated_definition');
}

/** Takes the statements out of their place; what is to be done instead. */
function takeOut(loading: Loading, closure: Closure, edits: EditList): MovedOut {
  const { module } = loading.home;
  const only = closure.moved.length === 1 ? closure.moved[0] : undefined;
  const called = only && functionCall(loading, only);
  if (!called || !only) {
    const out = moveOut(closure, edits);
    removeUnusedImports(module, closure.attempts.flatMap(goodbyesOf), edits);
    return out;
  }
  const gone = closure.check ? [only, closure.check] : [only];
  for (const statement of gone) edits.remove(wholeLines(loading.home, statement));
  removeUnusedImports(module, gone, edits);
  return callFromHandler(loading, called, only);
}

interface Outside {
  readonly handler: Handler;
  readonly home: ProgramFile;
  readonly ensure: Ensure;
  readonly names: ReadonlySet<string>;
  /** What the handler's file calls the module of the load, where the switch changed that. */
  readonly known: string | undefined;
}

/** The handler of one file calls the ensure function of another. */
function callFromOutside(
  program: Program,
  { handler, home, ensure, names, known }: Outside,
  edits: EditList,
): void {
  const { file } = handler;
  const call = known
    ? `${known}.${ensure.name}()`
    : callElsewhere({ program, file, home, name: ensure.name, edits });
  if (!call) {
    const reason = `${ensure.name} of ${home.path} cannot be imported here by that name.`;
    throw new Refused(file.path, handler.definition.nameNode, reason, 'Import that file plainly here.');
  }
  const inside = new Set([...names, ...functionsTouching(home.module, names)]);
  const bound = file.module.imports.filter(
    found =>
      program.resolve(file, found) !== undefined &&
      (program.resolve(file, found) !== home || found.member === undefined || inside.has(found.member)),
  );
  const local = new Set(bound.flatMap(found => found.bound ?? []));
  const touching = new Set([...local, ...functionsTouching(file.module, local)]);
  callInHandler(handler, { call: ensure.lock ? `await ${call}` : call, touching }, edits);
}

/** Names that the functions on the way to the loads fill. */
function publishedBy({ home, sites }: Loading): string[] {
  const steps = sites.flatMap(site => site.steps.filter(step => step.file === home).map(step => step.node));
  const holders = home.module.functions.filter(({ node }) => steps.some(step => node.holds(step)));
  return holders.flatMap(holder => publishedNames(home.module, holder));
}

/** A statement that only calls a function which can be read; a method brings its object along instead. */
function functionCall({ home, values }: Loading, statement: Node): LoaderCall | undefined {
  const called = loaderCallIn(statement);
  const value = called && values.of(called.call.callee, { file: home });
  return value?.kind === 'function' && !value.self ? called : undefined;
}

/** The loader stays; the handler calls it. */
function callFromHandler(job: Loading, called: LoaderCall, statement: Node): MovedOut {
  const { module } = job.home;
  const published = publishedNames(module, loaderOf(job, called.call, statement));
  return {
    ensure: ensureForCall(job, called, statement),
    loader: undefined,
    state: [],
    home: homeOf(module, published),
  };
}

function ensureForCall(job: Loading, { call, tested }: LoaderCall, statement: Node): MovedOut['ensure'] {
  const { home: file } = job;
  const { module } = file;
  const loader = loaderOf(job, call, statement);
  const failure = tested ? 'false' : failureOf(loader, loadIn(job, loader));
  const published = publishedNames(module, loader);
  const telling = tellingName(module, loader);
  const last = published.findLast(name => startsAsNone(module, name));
  if (failure === 'none' && !last) {
    throw new Refused(
      file.path,
      loader.nameNode,
      'nothing tells whether this loader succeeded.',
      'Let it raise when it fails.',
    );
  }
  const test = failure === 'none' ? last : telling;
  const subject = subjectOf(telling && published.length !== 1 ? [telling] : published);
  const flag = test === undefined;
  const name = test ?? freeName(module, [`_${subject}_loaded`, `_is_${subject}_loaded`]);
  return {
    name: freeName(module, [`ensure_${subject}_loaded`, `ensure_${subject}`]),
    assigns: flag ? [name] : [],
    test: name,
    flag,
    load: call.node.text,
    failure,
    atStart: false,
    many: published.length > 1,
  };
}

/** The step towards the load that stands in the loader. */
function loadIn({ sites }: Loading, loader: FunctionDef): Node {
  const steps = sites.flatMap(site => site.steps.map(step => step.node));
  return steps.find(node => loader.node.holds(node)) ?? loader.node;
}

/** The function of this file that the statement calls, if a handler may call it as well. */
function loaderOf({ home: file, values }: Loading, call: Call, statement: Node): FunctionDef {
  const value = values.of(call.callee, { file });
  if (value?.kind !== 'function') {
    throw new Refused(file.path, statement, 'what this calls cannot be read.', 'Wrap it in a function here.');
  }
  const loader = value.definition;
  if (loader.isAsync) {
    const advice = 'Await it at the head of the handler under an asyncio.Lock.';
    throw new Refused(file.path, statement, 'the loader is asynchronous.', advice);
  }
  const exit = loader.node.descendants('call').find(isExit);
  if (exit) {
    throw new Refused(
      file.path,
      exit,
      'the loader ends the process when it fails; inside a job that would kill the worker.',
      'Raise an error here instead; before start() it ends the worker just as well.',
    );
  }
  return loader;
}

/** The except clauses of a try whose statements moved: what they alone needed is needed no more. */
function goodbyesOf(attempt: Node): readonly Node[] {
  return attempt.parts.filter(part => part.type === 'except_clause');
}
