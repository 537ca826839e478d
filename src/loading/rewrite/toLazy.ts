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
import { type Closure, closureOf } from './closure';
import { EditList } from './editList';
import { type Ensure, ensureCall, ensureText } from './ensure';
import { aboveComments, firstStatementNeedingModel, insertInBody } from './entryPoint';
import { freeName, subjectOf } from './freeNames';
import { addImport, removeUnusedImports } from './imports';
import { layoutOf } from './layout';
import {
  failureOf,
  type LoaderCall,
  loaderCallIn,
  publishedNames,
  startsAsNone,
  tellingName,
} from './loaderCall';
import { type MovedOut, moveOut } from './moveOut';
import { Refused } from './refuse';
import { spotOf } from './runway';
import { functionsTouching } from './uses';
import { wholeLines } from './wholeLines';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
  readonly sites: readonly Site[];
}

/** Throws Refused. The checks that hold for any switch have been made. */
export function toLazy(job: Job): FileEdits {
  const { analysis, start, sites } = job;
  const { file } = analysis;
  const spots = sites.map(site => {
    const spot = spotOf(site, file, start);
    if (spot) return spot;
    const importing = site.steps.find(step => step.file === file)?.node;
    throw new Refused(
      file.path,
      importing,
      `${site.name} runs when another file is imported (${site.file.path}, line ${site.node.line + 1}).`,
      'Move the load into a function there and call it here.',
    );
  });
  const block = spots[0]?.block;
  if (!block || spots.some(spot => spot.block !== block)) {
    throw new Refused(
      file.path,
      spots.at(-1)?.statement,
      'models are loaded in several places before start().',
      'Bring the loads together in one place first.',
    );
  }
  const loads = [...new Set(spots.map(spot => spot.statement))].sort((a, b) => a.start - b.start);
  for (const load of loads) checkStatement(job, load);
  const closure = closureOf({ file, start, block, loads, published: publishedBy(job) });
  const only = closure.moved.length === 1 ? closure.moved[0] : undefined;
  const called = only && loaderCallIn(only);
  const edits = new EditList(file.module);
  if (called && only) {
    const state: string[] = [];
    edits.remove(wholeLines(file, only));
    removeUnusedImports(file.module, [only], edits);
    writeEnsure(job, closure, { ensure: ensureForCall(job, called, only), loader: undefined, state }, edits);
  } else {
    writeEnsure(job, closure, moveOut(closure, edits), edits);
  }
  return { path: file.path, edits: edits.list };
}

/** Names that the functions on the way to the loads fill. */
function publishedBy({ analysis: { file }, sites }: Job): string[] {
  const steps = sites.flatMap(site => site.steps.filter(step => step.file === file).map(step => step.node));
  const holders = file.module.functions.filter(({ node }) => steps.some(step => node.holds(step)));
  return holders.flatMap(holder => publishedNames(file.module, holder));
}

/** A conditional or tolerant load leaves the name unbound, or None, on purpose. */
function checkStatement({ analysis }: Job, statement: Node): void {
  const { path } = analysis.file;
  if (loaderCallIn(statement)) return;
  if (statement.is('if_statement', 'for_statement', 'while_statement', 'match_statement')) {
    throw new Refused(
      path,
      statement,
      'the load is conditional, so the model may be missing on purpose.',
      'Load it unconditionally, or put the condition into a loader function.',
    );
  }
  if (statement.type === 'try_statement') {
    throw new Refused(
      path,
      statement,
      'the load stands in a try statement, and how it fails is part of its meaning.',
      'Put the load into a function that raises when it fails.',
    );
  }
}

/** The loader stays; the handler calls it. */
function ensureForCall(job: Job, { call, tested }: LoaderCall, statement: Node): Omit<Ensure, 'lock'> {
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
  if (value?.kind !== 'function' || value.file !== file || value.self) {
    throw new Refused(
      file.path,
      statement,
      'what this call loads lives in an object or another file.',
      'Give the result a name at module level, or wrap the call in a function here.',
    );
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

function writeEnsure({ handler, analysis }: Job, closure: Closure, out: MovedOut, edits: EditList): void {
  const { module } = analysis.file;
  const layout = layoutOf(module);
  const lock = handler.definition.isAsync ? freeName(module, ['_load_lock', '_model_lock']) : undefined;
  const ensure: Ensure = { ...out.ensure, lock };
  const state = [
    ...out.state,
    ...(ensure.flag ? [`${ensure.test} = False`] : []),
    ...(lock ? [`${lock} = None`] : []),
  ];
  const parts = [state.join(layout.newline), out.loader ?? '', ensureText(ensure, layout)].filter(
    part => part !== '',
  );
  edits.insert(
    aboveComments(module, topLevel(handler.definition.whole)),
    parts.map(part => part + layout.gap).join(''),
  );
  const names = new Set([...closure.names, ensure.test]);
  const touching = new Set([...names, ...functionsTouching(module, names)]);
  insertInBody(edits, module, {
    handler: handler.definition,
    statement: firstStatementNeedingModel(module, handler.definition, touching),
    call: ensureCall(ensure),
    layout,
  });
  if (lock) addImport(module, 'asyncio', edits);
}

function topLevel(node: Node): Node {
  let at = node;
  while (at.parent && at.parent.type !== 'module') at = at.parent;
  return at;
}
