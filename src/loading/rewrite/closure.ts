// The closure of a load: from the first load to the last statement that uses a loaded name, in order. What only
// stands between (constants, imports, definitions) stays where it is.
import type { ProgramFile } from '../../project/program';
import type { StartCall } from '../../project/start';
import { rootName } from '../../python/calls';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { home } from '../../python/scope';
import { isExit } from '../detect/shapes';
import { attemptIn, loaderCallIn, raisesAgain } from './loaderCall';
import { Refused } from './refuse';
import { beforeStart, startIn } from './runway';
import {
  functionsTouching,
  mentions,
  namesBoundBy,
  namesDeletedBy,
  runsWith,
  topLevelMentions,
} from './uses';

export interface Closure {
  readonly file: ProgramFile;
  readonly block: Node;
  /** The statements before start(), those of attempts in the place of the try. */
  readonly statements: readonly Node[];
  /** Try statements that go, while their statements move. */
  readonly attempts: readonly Node[];
  /** The statements that move, in order. */
  readonly moved: readonly Node[];
  /** Module-level names they bind and leave bound, in order of binding. */
  readonly names: readonly string[];
  readonly check: Node | undefined;
}

export interface ClosureStart {
  readonly file: ProgramFile;
  /** Undefined in a file that only is imported. */
  readonly start: StartCall | undefined;
  readonly block: Node;
  /** Statements of the block that load, in order. */
  readonly loads: readonly Node[];
  /** Names that functions called by those statements fill. */
  readonly published: readonly string[];
  /** A test of the result right behind the load, which the switch says in another way. */
  readonly check: Node | undefined;
}

const log = /^(?:print|(?:\w+\.)?(?:log(?:ger|ging)?)\.\w+|_?log(?:ger)?|console\.print)\(/i;
const timer = /^\w+\s*=\s*time\.(?:time|perf_counter|monotonic)\(\)$/;

/** Throws Refused where the closure cannot leave its place. */
export function closureOf(from: ClosureStart): Closure {
  const { file, block, start, loads, check } = from;
  const { module } = file;
  const attempts = loads.filter(node => !loaderCallIn(node) && !raisesAgain(node) && attemptIn(node));
  const opened = (node: Node) => (attempts.includes(node) ? (attemptIn(node) ?? []) : [node]);
  const statements = beforeStart(block, start)
    .filter(node => node !== check)
    .flatMap(opened);
  const moved = grow(module, statements, { ...from, loads: loads.flatMap(opened) });
  if ([...moved].some(node => namesBoundBy(module, node).length > 0)) surround(module, statements, moved);
  const ordered = statements.filter(node => moved.has(node));
  const names = boundNames(module, ordered);
  const closure = { file, block, statements, attempts, moved: ordered, names, check };
  if (ordered.length > 1 || !ordered.every(loaderCallIn)) checkPlaces(closure);
  checkStaying(closure, {
    statements,
    startStatement: startIn(block, start),
    names: new Set([...names, ...from.published]),
  });
  return closure;
}

/** Adds, until nothing more comes, what uses a loaded name directly or through a function. */
function grow(module: Module, statements: readonly Node[], { loads, published }: ClosureStart): Set<Node> {
  const moved = new Set([...loads, ...receivers(module, statements, loads)]);
  const first = Math.min(...[...moved].map(node => statements.indexOf(node)));
  const names = new Set([...published, ...[...moved].flatMap(node => namesBoundBy(module, node))]);
  for (let grew = true; grew; ) {
    grew = false;
    const wide = new Set([...names, ...functionsTouching(module, names)]);
    for (const statement of statements.slice(first)) {
      if (moved.has(statement) || !runsWith(module, statement, wide)) continue;
      moved.add(statement);
      for (const name of namesBoundBy(module, statement)) names.add(name);
      grew = true;
    }
  }
  return moved;
}

/** The statements that make the objects which loads fill: `net = Net()` of `net.load_state_dict(…)`. */
function receivers(module: Module, statements: readonly Node[], loads: readonly Node[]): Node[] {
  return loads.flatMap(load => {
    const called = loaderCallIn(load)?.call.callee;
    const name = called?.type === 'attribute' ? rootName(called)?.text : undefined;
    const makers = statements.filter(
      node =>
        node.start < load.start &&
        node.parts[0]?.child('right')?.type === 'call' &&
        namesBoundBy(module, node).includes(name ?? ''),
    );
    return makers;
  });
}

/** Adds the log lines between and right before, and timers that only the moved statements read. */
function surround(module: Module, statements: readonly Node[], moved: Set<Node>): void {
  const indexes = [...moved].map(node => statements.indexOf(node));
  const last = Math.max(...indexes);
  let first = Math.min(...indexes);
  const goesAlong = (statement: Node | undefined) =>
    statement !== undefined && (log.test(statement.text) || isPrivateTimer(module, statement, statements));
  while (goesAlong(statements[first - 1])) first--;
  for (let at = first; at <= last + 1; at++) {
    const statement = statements[at];
    const reads = at <= last || (statement && log.test(statement.text) && readsTimer(statement, statements));
    if (statement && reads && goesAlong(statement)) moved.add(statement);
  }
}

function isPrivateTimer(module: Module, statement: Node, statements: readonly Node[]): boolean {
  if (!timer.test(statement.text)) return false;
  const names = new Set(namesBoundBy(module, statement));
  const readers = [...names]
    .flatMap(name => module.names.of(name))
    .filter(found => !statement.holds(found.node));
  return readers.every(found => statements.some(other => other.holds(found.node) && log.test(other.text)));
}

/** A log line right behind the closure that tells how long it took. */
function readsTimer(statement: Node, statements: readonly Node[]): boolean {
  const timers = statements
    .filter(node => timer.test(node.text))
    .map(node => /^\w+/.exec(node.text)?.[0] ?? '');
  return timers.some(name => new RegExp(`\\b${name}\\b`).test(statement.text));
}

function boundNames(module: Module, moved: readonly Node[]): string[] {
  const deleted = new Set(moved.flatMap(node => namesDeletedBy(module, node)));
  const bound = moved.filter(node => !node.is('import_statement', 'import_from_statement'));
  return [...new Set(bound.flatMap(node => namesBoundBy(module, node)))].filter(name => !deleted.has(name));
}

function checkPlaces({ file, moved }: Closure): void {
  for (const node of moved) {
    if (node.is('function_definition', 'class_definition', 'decorated_definition')) {
      throw new Refused(
        file.path,
        node,
        'this definition needs the model while the file is imported.',
        'Let it take the model when it is called instead.',
      );
    }
    const broken = node.broken ? node : undefined;
    if (broken)
      throw new Refused(file.path, node, 'there is a syntax error in what would move.', 'Correct it first.');
    const exit = node.descendants('call').find(isExit);
    if (exit) throw exitInside(file.path, exit);
    const local = file.module.names.inside(node).find(found => isLocalElsewhere(file.module, found, node));
    if (local) {
      throw new Refused(
        file.path,
        local.node,
        `${local.name} is a local variable of the function that calls start().`,
        `Make ${local.name} a module-level name.`,
      );
    }
    const trick = node
      .descendants('call')
      .find(call => /^(?:globals|locals|exec|eval)$/.test(call.child('function')?.text ?? ''));
    if (trick)
      throw new Refused(
        file.path,
        trick,
        'what would move reaches for names at run time.',
        'Name the model directly.',
      );
  }
}

function isLocalElsewhere(module: Module, found: Parameters<typeof home>[0], node: Node): boolean {
  const scope = home(found);
  return scope !== undefined && scope !== module.names.scope && !node.holds(scope.node);
}

interface Around {
  readonly statements: readonly Node[];
  readonly startStatement: Node | undefined;
  /** Everything the load fills. */
  readonly names: ReadonlySet<string>;
}

/** What stays must not need the model, nor change a name that the moved statements read before it. */
function checkStaying({ file, moved }: Closure, around: Around): void {
  const { module } = file;
  const { statements, startStatement, names: wide } = around;
  if (startStatement && runsWith(module, startStatement, wide)) {
    throw new Refused(
      file.path,
      startStatement,
      'the statement that calls start() needs the model before the first job.',
      'Let it ask for the model only inside a job.',
    );
  }
  const lambda = startStatement?.descendants('lambda').find(node => mentions(module, node, wide));
  if (lambda) {
    throw new Refused(
      file.path,
      lambda,
      'a function given to start() uses the model, and it runs before the first job.',
      'Give it an answer for the time before the model is loaded.',
    );
  }
  const staying = statements
    .map((node, at) => ({ node, at, binds: moved.includes(node) ? [] : namesBoundBy(module, node) }))
    .filter(({ binds }) => binds.length > 0);
  for (const node of moved) {
    const reads = new Set(
      topLevelMentions(module, node)
        .filter(found => found.role === 'read')
        .map(found => found.name),
    );
    const place = statements.indexOf(node);
    const changed = staying.find(
      ({ node: other, at, binds }) =>
        at > place &&
        binds.some(name => reads.has(name)) &&
        !statements.some(earlier => earlier.start < node.start && earlier.text === other.text),
    );
    if (changed) {
      throw new Refused(
        file.path,
        changed.node,
        'this changes a name that the load reads before it.',
        'Give the two values different names.',
      );
    }
  }
}

export function exitInside(path: string, node: Node): Refused {
  const reason = 'what would move ends the process; inside a job that would kill the worker.';
  return new Refused(
    path,
    node,
    reason,
    'Raise an error here instead; before start() it ends the worker just as well.',
  );
}
