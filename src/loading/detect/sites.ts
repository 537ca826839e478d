// Follows execution by reading: from the module's statements, and from the handler, into local functions, methods and
// constructors, to the calls that load. Each site keeps the calls that lead to it, for guards and for messages.
import type { Program, ProgramFile } from '../../project/program';
import { builtinNames } from '../../python/builtins';
import type { Call } from '../../python/calls';
import { callsIn } from '../../python/callsByOwner';
import type { FunctionDef } from '../../python/definitions';
import type { ImportedName } from '../../python/imports';
import type { Node } from '../../python/node';
import { importOf, scopeAt } from '../../python/qualify';
import { enclosingFunction } from '../../python/statements';
import { type LoadKind, loadKindOf } from '../loaders';
import { calledFromTable, callsItsArguments, isMadeHere } from './dispatch';
import { byEnd, eventsOf } from './events';
import { propertyNames } from './given';
import { KeptImports } from './keptImports';
import { leadsOn } from './leadsOn';
import { presumedLoad } from './presumed';
import { type Start, startsModelProgram } from './programs';
import { type FunctionValue, type Given, type Place, type Value, Values } from './values';

/** One call (or import) on the way to a load. */
export interface Step extends Place {
  readonly node: Node;
  /** The function the step's target runs in another thread or task. */
  readonly detached: boolean;
  /** It makes an object, or calls a method of one that was just made: what that object holds does not last. */
  readonly fresh?: boolean;
}

export interface Site {
  readonly kind: LoadKind;
  readonly file: ProgramFile;
  readonly node: Node;
  /** The loader's name: `transformers.pipeline`. */
  readonly name: string;
  /** From the entry's own code to the load; the load's own call is the last. */
  readonly steps: readonly Step[];
}

/** A call to something that cannot be read. */
export interface Opaque {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A function, and the object whose method it is. */
export type FunctionAt = Pick<FunctionValue, 'file' | 'definition' | 'self'>;

export interface Sites {
  readonly loads: Site[];
  readonly opaque: Opaque[];
}

const maxDepth = 12;
/** Runs a function in the background, without anybody waiting for it. */
const detaching = /(?:^|\.)(?:Thread|Process|Timer|create_task|ensure_future|start_new_thread)$/;
/** Runs a function elsewhere, and the caller waits. */
const lending = /(?:^|\.)(?:submit|run_in_executor|to_thread|run_sync|map)$/;

export class SiteWalk {
  readonly values: Values;
  private readonly kept: KeptImports;
  /** The files that the start imports: a job does not run them again. */
  private readonly imported = new Set<ProgramFile>();
  /** Functions that ran. */
  private readonly entered = new Set<Node>();

  /** What the classes of the program call their properties. */
  private readonly propertyNames: ReadonlySet<string>;

  constructor(private readonly program: Program) {
    this.values = new Values(program);
    this.kept = new KeptImports(program);
    this.propertyNames = new Set(
      [...program.files.values()].flatMap(({ module }) => module.known(propertyNames)),
    );
  }

  /** What running the file's own statements loads, imports included, up to offset `until`. */
  startup(file: ProgramFile, until: number): Sites {
    const found: Sites = { loads: [], opaque: [] };
    const walk = { until, steps: [], seen: this.imported, found, main: true, inJob: false };
    this.imported.add(file);
    this.module(file, walk);
    // Some other program calls the function that start() stands in: `app.py` says `worker.main()`.
    const starter = this.starterOf(file, until);
    if (starter && !this.entered.has(starter)) this.body(starter, { file }, walk);
    return found;
  }

  /** What a call of the function loads. */
  job({ file, definition, self }: FunctionAt): Sites {
    const found: Sites = { loads: [], opaque: [] };
    const walk = {
      until: Number.POSITIVE_INFINITY,
      steps: [],
      seen: new Set(this.imported),
      found,
      main: false,
      inJob: true,
    };
    this.body(definition.node, { file, self }, walk);
    return found;
  }

  private module(file: ProgramFile, walk: Walk): void {
    // When start() stands in a function, the call that leads there comes later in the text.
    const top = this.starterOf(file, walk.until) ? Number.POSITIVE_INFINITY : walk.until;
    const place = { file };
    const until = file === this.program.entry ? walk.until : undefined;
    for (const { call, imported, isGuarded, endsInExit } of file.module.known(eventsOf)) {
      if (imported) this.import(imported, file, walk);
      if (!call || call.node.start > top || endsInExit || (!walk.main && isGuarded)) continue;
      if (until === undefined || leadsOn(call.node, until)) this.call(call, place, walk);
    }
  }

  /** The function of the file that the offset `until` is inside. */
  private starterOf(file: ProgramFile, until: number): Node | undefined {
    if (until === Number.POSITIVE_INFINITY) return undefined;
    return file.module.functions.find(({ node }) => node.start < until && until < node.end)?.node;
  }

  private import(imported: ImportedName, from: ProgramFile, walk: Walk): void {
    const file = this.program.resolve(from, imported);
    if (!file || walk.seen.has(file)) return;
    walk.seen.add(file);
    const step = { file: from, node: imported.statement, detached: false };
    const inside = { ...walk, until: Number.POSITIVE_INFINITY, main: false, steps: [...walk.steps, step] };
    const isFirst = from === this.program.entry && walk.steps.length === 0 && !walk.inJob;
    if (isFirst) this.kept.import(file, { step, ...walk }, () => this.module(file, inside));
    else this.module(file, inside);
  }

  private body(owner: Node, place: Place, walk: Walk): void {
    this.entered.add(owner);
    const startsHere = place.file === this.program.entry && owner.start < walk.until;
    for (const imported of place.file.module.imports) {
      if (owner.holds(imported.statement) && enclosingFunction(imported.statement) === owner)
        this.import(imported, place.file, walk);
    }
    this.properties(owner, place, walk);
    for (const call of byEnd(callsIn(place.file.module, owner))) {
      if (startsHere && (call.node.start > walk.until || !leadsOn(call.node, walk.until))) continue;
      this.call(call, place, walk);
    }
  }

  /** Properties of local classes that the function reads: each runs its getter. */
  private properties(owner: Node, place: Place, walk: Walk): void {
    if (this.propertyNames.size === 0) return;
    for (const node of owner.descendants('attribute')) {
      if (!this.propertyNames.has(node.child('attribute')?.text ?? '')) continue;
      const value = enclosingFunction(node) === owner ? this.values.propertyOf(node, place) : undefined;
      const step = { ...place, node, detached: false };
      if (value) this.enter(value, { ...walk, steps: [...walk.steps, step] });
    }
  }

  private call(call: Call, place: Place, walk: Walk): void {
    const value = this.values.of(call.callee, place);
    const fresh = value?.kind === 'class' || isMadeHere(call.callee.child('object'), place, this.values);
    const steps = [...walk.steps, { ...place, node: call.node, detached: false, fresh }];
    const chosen = value ? [] : calledFromTable(call, place, this.values);
    const given = { call: call.node, place };
    for (const one of chosen) this.enter(one, { ...walk, steps }, given);
    if (chosen.length > 0) return;
    if (value === undefined || value.kind === 'foreign') {
      const name = value?.name ?? starred(call, place) ?? call.name ?? methodName(call);
      this.outside(call, place, { ...walk, steps }, name);
      return;
    }
    this.enter(value, { ...walk, steps }, given);
    if (value.kind === 'function' && callsItsArguments(value.definition, value))
      this.given(call, place, { ...walk, steps });
  }

  private enter(value: Value, walk: Walk, given?: Given): void {
    if (walk.steps.length > maxDepth) return;
    const { kind } = value;
    if (kind === 'function') this.run(value.definition, { file: value.file, self: value.self }, walk, given);
    if (kind === 'instance') {
      const called = this.values.methodOf(value.of, '__call__');
      if (called) this.enter(called, walk, given);
    }
    if (kind !== 'class') return;
    const self = { ...value, made: given };
    for (const name of ['__new__', '__init__', '__post_init__']) {
      const method = this.values.methodOf(self, name);
      if (method) this.run(method.definition, { file: method.file, self }, walk, given);
    }
  }

  private run({ node }: FunctionDef, place: Place, walk: Walk, given?: Given): void {
    if (walk.steps.some(step => node.holds(step.node))) return;
    this.body(node, given ? { ...place, given: { ...given, to: node } } : place, walk);
  }

  private outside(call: Call, place: Place, walk: Walk, name: string): void {
    const { steps, found } = walk;
    const kind = kindOf({ call, name, steps, inJob: walk.inJob });
    if (kind) found.loads.push({ kind, file: place.file, node: call.node, name, steps });
    else if (name.includes('.') || importOf(place.file.module, name, call.node))
      found.opaque.push({ name, steps });
    const detached = detaching.test(name);
    const last = steps.at(-1);
    if (!last || !(detached || lending.test(name))) return;
    this.given(call, place, { ...walk, steps: [...steps.slice(0, -1), { ...last, detached }] });
  }

  /** Runs the local function or lambda that a thread, executor or task is given. */
  private given(call: Call, place: Place, walk: Walk): void {
    for (const argument of [call.keywords.get('target'), ...call.args]) {
      const given = isPartial(argument) ? argument?.child('arguments')?.parts[0] : argument;
      const value = given?.is('call', 'lambda') ? undefined : this.values.of(given, place);
      if (given?.type === 'lambda') this.body(given, place, walk);
      if (value?.kind === 'function') this.enter(value, walk);
      if (given?.type === 'lambda' || value?.kind === 'function') return;
    }
  }
}

interface Walk {
  readonly until: number;
  readonly steps: readonly Step[];
  readonly seen: Set<ProgramFile>;
  readonly found: Sites;
  /** Whether code under `if __name__ == "__main__":` runs. */
  readonly main: boolean;
  /** Whether a job runs it. */
  readonly inJob: boolean;
}

/** `functools.partial(load, path)`. */
function isPartial(node: Node | undefined): boolean {
  return node?.type === 'call' && /(?:^|\.)partial$/.test(node.child('function')?.text ?? '');
}

/** A name that only a star import can have brought: `models.load` of `from models import *`. */
function starred(call: Call, { file }: Place): string | undefined {
  const star = file.module.imports.find(found => found.member === '*');
  if (!star || call.callee.type !== 'identifier' || builtinNames.has(call.callee.text)) return undefined;
  const known = scopeAt(file.module, call.node).lookup(call.callee.text);
  return known ? undefined : `${star.target}.${call.callee.text}`;
}

/** `.method` of an object that could not be followed. */
function methodName(call: Call): string {
  const attribute = call.callee.type === 'attribute' ? call.callee.child('attribute')?.text : undefined;
  return attribute ? `?.${attribute}` : '?';
}

function kindOf(start: Start): LoadKind | undefined {
  const { call, name } = start;
  const listed = loadKindOf(name);
  if (listed) return listed;
  if (startsModelProgram(start)) return 'server';
  return presumedLoad(name, call) ? 'model' : undefined;
}
