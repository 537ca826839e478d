// Warm to lazy: takes what loads before start() out of its place and has the first job do it. Three forms: a call of
// a loader goes as it is; one assignment moves into the ensure function; anything longer becomes a loader of its own.

import type { StartCall } from '../../project/start';
import type { Call } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Node } from '../../python/node';
import type { Analysis, Handler } from '../detect/analysis';
import { isExit } from '../detect/shapes';
import type { Site } from '../detect/sites';
import type { FileEdits } from '../planSwitch';
import { closureOf } from './closure';
import { EditList } from './editList';
import { freeName, subjectOf } from './freeNames';
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
import { loadsBeforeStart } from './runwayLoads';
import { wholeLines } from './wholeLines';
import { writeEnsure } from './writeEnsure';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
  readonly sites: readonly Site[];
}

/** Throws Refused. The checks that hold for any switch have been made. */
export function toLazy(job: Job): FileEdits {
  const { analysis, start, handler, sites } = job;
  const { file } = analysis;
  const { block, loads } = loadsBeforeStart(file, start, sites);
  const [load, more] = loads;
  const check = load && !more ? failureCheckAfter(load) : undefined;
  const closure = closureOf({ file, start, block, loads, published: publishedBy(job), check });
  const only = closure.moved.length === 1 ? closure.moved[0] : undefined;
  const called = only && functionCall(analysis, only);
  const edits = new EditList(file.module);
  if (called && only) {
    const gone = check ? [only, check] : [only];
    for (const statement of gone) edits.remove(wholeLines(file, statement));
    removeUnusedImports(file.module, gone, edits);
    writeEnsure(handler, { names: closure.names, out: callFromHandler(job, called, only) }, edits);
  } else {
    writeEnsure(handler, { names: closure.names, out: moveOut(closure, edits) }, edits);
    removeUnusedImports(file.module, closure.attempts.flatMap(goodbyesOf), edits);
  }
  return { path: file.path, edits: edits.list };
}

/** Names that the functions on the way to the loads fill. */
function publishedBy({ analysis: { file }, sites }: Job): string[] {
  const steps = sites.flatMap(site => site.steps.filter(step => step.file === file).map(step => step.node));
  const holders = file.module.functions.filter(({ node }) => steps.some(step => node.holds(step)));
  return holders.flatMap(holder => publishedNames(file.module, holder));
}

/** A statement that only calls a function which can be read; a method brings its object along instead. */
function functionCall({ file, values }: Analysis, statement: Node): LoaderCall | undefined {
  const called = loaderCallIn(statement);
  const value = called && values.of(called.call.callee, { file });
  return value?.kind === 'function' && !value.self ? called : undefined;
}

/** The loader stays; the handler calls it. */
function callFromHandler(job: Job, called: LoaderCall, statement: Node): MovedOut {
  const { module } = job.analysis.file;
  const published = publishedNames(module, loaderOf(job, called.call, statement));
  return {
    ensure: ensureForCall(job, called, statement),
    loader: undefined,
    state: [],
    home: homeOf(module, published),
  };
}

function ensureForCall(job: Job, { call, tested }: LoaderCall, statement: Node): MovedOut['ensure'] {
  const { file } = job.analysis;
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
function loadIn({ sites }: Job, loader: FunctionDef): Node {
  const steps = sites.flatMap(site => site.steps.map(step => step.node));
  return steps.find(node => loader.node.holds(node)) ?? loader.node;
}

/** The function of this file that the statement calls, if a handler may call it as well. */
function loaderOf({ analysis: { file, values } }: Job, call: Call, statement: Node): FunctionDef {
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
