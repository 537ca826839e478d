// Checks a plan by applying it to the text: guarantees are tested on the result, not believed.
import { applyEdits, type TextEdit } from '../base/text';
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

/** The plan itself, or a refusal when its result would not hold. */
export function verify({ program, plan, to, python, planBack }: Checked): SwitchPlan {
  const texts = new Map([...program.files.values()].map(({ path, module }) => [path, module.text]));
  for (const { path, edits } of plan.files) {
    const before = program.files.get(path)?.module;
    if (!before) return doubt(path, `${path} was not read`);
    const text = applied(before.text, edits);
    const fault = text === undefined ? 'its edits collide' : faultIn(before, python.parse(text));
    if (text === undefined || fault) return doubt(path, fault ?? '');
    texts.set(path, text);
  }
  const result = analyse(programOf(texts, program.entry.path, python));
  const { strategy } = judge(result);
  if (!meets(strategy, to)) return doubt(program.entry.path, `the result would be ${strategy}`);
  const back = planBack(result, to === 'warm' ? 'lazy' : 'warm');
  if (back.kind !== 'refused') return plan;
  return doubt(program.entry.path, `there would be no way back (${back.reason.replace(/\.$/, '')})`);
}

/** Undefined when two edits want the same place. */
function applied(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch {
    return undefined;
  }
}

function faultIn(before: Module, after: Module): string | undefined {
  if (faultsOf(after) > faultsOf(before)) return 'the result would not parse';
  const known = new Set(undefinedNames(before).map(found => found.name));
  const lost = undefinedNames(after).find(found => !known.has(found.name));
  if (lost) return `${lost.name} would be undefined`;
  const bindings = after.names.scope.bindings;
  // The name of an except clause is gone after it, so nothing can miss it.
  const lasting = [...before.names.scope.bindings].filter(([, found]) =>
    found.some(one => one.role !== 'except'),
  );
  const unbound = lasting.map(([name]) => name).find(name => !bindings.has(name) && isReadIn(after, name));
  if (unbound) return `${unbound} would no longer be bound`;
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
  return module.names.occurrences.some(found => found.name === name);
}

/** A name declared global twice in one function, or after a use. */
function globalFault(module: Module): string | undefined {
  for (const { node, name } of module.functions) {
    const declared = node
      .descendants('global_statement')
      .filter(found => found.closest('function_definition') === node)
      .flatMap(found => found.parts);
    const names = declared.map(part => part.text);
    const twice = names.find((one, at) => names.indexOf(one) !== at);
    if (twice) return `${twice} would be declared global twice in ${name}()`;
    const scope = module.names.scopes.get(node);
    const early = declared.find(part =>
      module.names.occurrences.some(
        found => found.scope === scope && found.name === part.text && found.node.start < part.start,
      ),
    );
    if (early) return `${early.text} would be used before its global statement in ${name}()`;
  }
  return undefined;
}

function doubt(path: string, fault: string): Refusal {
  return {
    kind: 'refused',
    path,
    range: undefined,
    reason: `The switch was worked out but does not hold: ${fault}.`,
    advice: 'Switch this handler by hand; the file is untouched.',
  };
}
