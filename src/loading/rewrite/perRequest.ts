// A load that every job makes anew, with the same arguments: it is taken out of the job and made once. Arguments that
// come from the job forbid it; then only a dict of models, one for each key, would help.
import type { StartCall } from '../../project/start';
import { targetNames } from '../../python/assignments';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { enclosingFunction, statementOf } from '../../python/statements';
import type { Analysis, Handler, JobLoad } from '../detect/analysis';
import type { FileEdits } from '../planSwitch';
import type { SwitchTarget } from '../report';
import type { Closure } from './closure';
import { landing, localAssignment } from './eager';
import { EditList } from './editList';
import { aboveComments } from './entryPoint';
import { indentAt, reindent } from './layout';
import { moveOut } from './moveOut';
import { Refused } from './refuse';
import { runsOf } from './runs';
import { withBlankLines } from './wholeLines';
import { writeEnsure } from './writeEnsure';

interface Job {
  readonly analysis: Analysis;
  readonly start: StartCall;
  readonly handler: Handler;
}

/** Methods that make a model ready; calling anything else on it is work for a job. */
const settings =
  /^(?:to|cuda|cpu|eval|half|float|bfloat16|fuse|prepare|compile|requires_grad_|tie_weights|(?:enable|set|load|disable|init)_\w+)$/;

/** Throws Refused. */
export function hoist({ analysis, start, handler }: Job, to: SwitchTarget): FileEdits {
  const { file, jobs } = analysis;
  const statements = jobs.map(load => statementToHoist(analysis, load));
  const closure = closureIn(
    analysis,
    [...new Set(statements)].sort((a, b) => a.start - b.start),
  );
  const edits = new EditList(file.module);
  if (to === 'lazy') {
    writeEnsure(handler, { names: closure.names, out: moveOut(closure, edits) }, edits);
    return { path: file.path, edits: edits.list };
  }
  if (start.function) throw localAssignment(file.path, start.statement);
  const runs = runsOf(closure);
  const before = landing(start);
  const margin = indentAt(file.module, before.start);
  const lines = runs.map(run =>
    reindent(file.module, run, { from: indentAt(file.module, run.node.start), to: margin }),
  );
  for (const run of runs) edits.remove(withBlankLines(file.module, run, run.node));
  edits.insert(aboveComments(file.module, before), lines.join(''));
  return { path: file.path, edits: edits.list };
}

/** The assignment on the way to the load that is the same in every job. */
function statementToHoist({ file }: Analysis, load: JobLoad): Node {
  const steps = load.steps.filter(step => step.file === file);
  const found = steps.find(({ node }) => {
    const assignment = statementOf(node).parts[0];
    const right = assignment?.type === 'assignment' ? assignment.child('right') : undefined;
    const names = targetNames(assignment?.child('left'));
    return (
      right?.holds(node) && names.length > 0 && isConstant(file.module, right, new Set()) && runsAlways(node)
    );
  });
  if (found) return statementOf(found.node);
  const reason = `${load.name} runs in every job, with what the job brings or in a way that cannot be taken out.`;
  const advice = 'Keep one model for each key in a module-level dict, and load only what is missing there.';
  throw new Refused(file.path, steps[0]?.node, reason, advice);
}

/** Everything it reads is the same in every job: module-level names, builtins, or `known` names. */
function isConstant(module: Module, node: Node, known: ReadonlySet<string>): boolean {
  return module.names
    .inside(node)
    .filter(found => found.role === 'read' && !known.has(found.name))
    .every(({ name, scope }) => {
      const home = scope.lookup(name) ?? module.names.scope;
      return home === module.names.scope || node.holds(home.node);
    });
}

/** Under no condition: straight in its function, or in the body of a try or with. */
function runsAlways(node: Node): boolean {
  for (let at = statementOf(node); at.parent; at = at.parent) {
    if (at.type === 'function_definition') return true;
    if (at.is('if_statement', 'for_statement', 'while_statement', 'except_clause', 'match_statement'))
      return false;
  }
  return false;
}

function closureIn({ file }: Analysis, loads: readonly Node[]): Closure {
  const { module } = file;
  const block = loads[0]?.parent;
  if (!block || loads.some(load => load.parent !== block)) {
    const reason = 'the models are loaded in several places of a job.';
    throw new Refused(file.path, loads.at(-1), reason, 'Bring the loads together in one place first.');
  }
  const names = new Set(loads.flatMap(namesOf));
  const moved = block.parts.filter(
    statement =>
      loads.includes(statement) ||
      (statement.start > (loads[0]?.start ?? 0) && setsUp(module, statement, names)),
  );
  checkNames(file.path, module, { moved, names });
  return { file, block, statements: block.parts, attempts: [], moved, names: [...names], check: undefined };
}

function namesOf(statement: Node): string[] {
  return targetNames(statement.parts[0]?.child('left')).map(node => node.text);
}

/** `model.to("cuda")`, `model = model.half()`. */
function setsUp(module: Module, statement: Node, names: ReadonlySet<string>): boolean {
  const [first] = statement.type === 'expression_statement' ? statement.parts : [];
  const call = first?.type === 'assignment' ? first.child('right') : first;
  const callee = call?.type === 'call' ? call.child('function') : undefined;
  const object = callee?.child('object')?.text ?? '';
  const target = first?.type === 'assignment' ? first.child('left')?.text : object;
  return (
    names.has(object) &&
    target === object &&
    settings.test(callee?.child('attribute')?.text ?? '') &&
    isConstant(module, statement, names)
  );
}

/** The names become global: nothing else may bind them, here or in the module. */
function checkNames(
  path: string,
  module: Module,
  { moved, names }: { readonly moved: readonly Node[]; readonly names: ReadonlySet<string> },
): void {
  const holder = moved[0] && enclosingFunction(moved[0]);
  for (const found of [...names].flatMap(name => module.names.of(name))) {
    if (found.role === 'read' || moved.some(node => node.holds(found.node))) continue;
    const clashes =
      found.scope === module.names.scope || holder?.holds(found.node) || found.scope.globals.has(found.name);
    if (!clashes) continue;
    const reason = `${found.name} is bound here too, so the model cannot take that name for all jobs.`;
    throw new Refused(path, found.node, reason, 'Give the model a name of its own.');
  }
}
