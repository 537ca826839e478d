// Checks a plan by applying it to the text: guarantees are tested on the result, not believed.
import { applyEdits, type Range, type TextEdit } from '../base/text';
import { type Program, programOf } from '../project/program';
import type { Module } from '../python/module';
import type { Python } from '../python/parser';
import { undefinedNames } from '../python/undefinedNames';
import { type Analysis, analyse } from './detect/analysis';
import { judge } from './detect/judge';
import { meets, type Refusal, type SwitchEdits, type SwitchPlan, type SwitchTarget } from './report';

interface Checked {
  readonly program: Program;
  readonly plan: SwitchEdits;
  readonly to: SwitchTarget;
  readonly python: Python;
  /** Plans the switch back, unchecked. */
  readonly planBack: (analysis: Analysis, to: SwitchTarget) => SwitchPlan;
}

/** What is wrong with a result, and the name it is about. */
interface Fault {
  readonly reason: string;
  readonly name?: string;
}

/** The plan itself, or a refusal when its result would not hold. */
export function verify({ program, plan, to, python, planBack }: Checked): SwitchPlan {
  const texts = new Map([...program.files.values()].map(({ path, module }) => [path, module.text]));
  for (const { path, edits } of plan.files) {
    const before = program.files.get(path)?.module;
    if (!before) return doubt(program.entry.path, topOf(program.entry.module), `${path} was not read`);
    const at = edits[0]?.range ?? topOf(before);
    const text = applied(before.text, edits);
    if (text === undefined) return doubt(path, at, 'its edits collide');
    const fault = faultIn(before, python.parse(text));
    if (fault) return doubt(path, rangeOf(fault, before) ?? at, fault.reason);
    texts.set(path, text);
  }
  const first =
    plan.files.find(({ path }) => path === program.entry.path)?.edits[0]?.range ??
    topOf(program.entry.module);
  const result = analyse(programOf(texts, program.entry.path, python));
  const { strategy } = judge(result);
  if (!meets(strategy, to)) return doubt(program.entry.path, first, `the result would be ${strategy}`);
  const back = planBack(result, to === 'warm' ? 'lazy' : 'warm');
  if (back.kind !== 'refused') return plan;
  const reason = back.reason.replace(/^Line \d+: /, '').replace(/\.$/, '');
  return doubt(program.entry.path, first, `there would be no way back (${reason})`);
}

function topOf(module: Module): Range {
  return (module.root.parts[0] ?? module.root).range;
}

/** Where the name that the fault is about is read first. */
function rangeOf({ name }: Fault, before: Module): Range | undefined {
  const found = before.names.of(name ?? '');
  return (found.find(one => one.role === 'read') ?? found[0])?.node.range;
}

/** Undefined when two edits want the same place. */
function applied(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch {
    return undefined;
  }
}

function faultIn(before: Module, after: Module): Fault | undefined {
  if (faultsOf(after) > faultsOf(before)) return { reason: 'the result would not parse' };
  const known = new Set(undefinedNames(before).map(found => found.name));
  const lost = undefinedNames(after).find(found => !known.has(found.name));
  if (lost) return { reason: `${lost.name} would be undefined`, name: lost.name };
  const bindings = after.names.scope.bindings;
  // The name of an except clause is gone after it, so nothing can miss it.
  const lasting = [...before.names.scope.bindings].filter(([, found]) =>
    found.some(one => one.role !== 'except'),
  );
  const unbound = lasting.map(([name]) => name).find(name => !bindings.has(name) && isReadIn(after, name));
  if (unbound) return { reason: `${unbound} would no longer be bound`, name: unbound };
  return globalFault(after);
}

const bodies = ['body', 'consequence'];

/** Syntax errors, with two that the tolerant parser lets pass: a body without statements, a return in no function. */
function faultsOf(module: Module): number {
  const blocks = module.root.descendants('block');
  const empty = blocks.filter(node => bodies.includes(node.field ?? '') && node.parts.length === 0);
  const bodiless = module.functions.length - module.root.descendants('function_definition').length;
  const stray = module.statements.filter(({ node }) => node.type === 'return_statement');
  return module.errors.length + empty.length + stray.length - bodiless;
}

function isReadIn(module: Module, name: string): boolean {
  return module.names.of(name).length > 0;
}

/** A name declared global twice in one function, or after a use. */
function globalFault(module: Module): Fault | undefined {
  for (const { node, name } of module.functions) {
    const declared = node
      .descendants('global_statement')
      .filter(found => found.closest('function_definition') === node)
      .flatMap(found => found.parts);
    const names = declared.map(part => part.text);
    const twice = names.find((one, at) => names.indexOf(one) !== at);
    if (twice) return { reason: `${twice} would be declared global twice in ${name}()`, name: twice };
    const scope = module.names.scopeOf(node);
    const early = declared.find(part =>
      module.names.of(part.text).some(found => found.scope === scope && found.node.start < part.start),
    );
    if (early)
      return {
        reason: `${early.text} would be used before its global statement in ${name}()`,
        name: early.text,
      };
  }
  return undefined;
}

function doubt(path: string, range: Range, fault: string): Refusal {
  return {
    kind: 'refused',
    path,
    range,
    reason: `Line ${range.start.line + 1}: the switch was worked out but does not hold: ${fault}.`,
    advice: 'Switch this handler by hand; the file is untouched.',
  };
}
