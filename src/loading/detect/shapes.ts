// The name of a load's shape. Names and counts are those of a study of 205 real handlers; people meet them in
// messages and can look them up there.
import { functionOf } from '../../python/definitions';
import type { Node } from '../../python/node';
import { isMainGuard, statementOf } from '../../python/statements';
import type { Analysis, JobLoad } from './analysis';
import type { Guard } from './guards';
import type { Site, Step } from './sites';
import type { Value } from './values';

/** W1 … W11. */
export function warmShape(site: Site, analysis: Analysis): string {
  const [first] = site.steps;
  if (!first) return 'W1';
  if (site.kind === 'server') return 'W9';
  if (first.node.is('import_statement', 'import_from_statement')) return 'W8';
  const value = analysis.values.of(first.node.child('function'), first);
  const around = ancestors(first.node);
  if (around.some(isMainGuard) || isInMain(site, value, analysis)) return 'W7';
  return blockShape(around) ?? calleeShape(value, first) ?? (around.some(isWith) ? 'W1c' : 'W1');
}

const isWith = (node: Node) => node.type === 'with_statement';

/** In the function that calls start(). */
function isInMain(site: Site, value: Value | undefined, { start }: Analysis): boolean {
  const main = start?.function?.node;
  if (!main) return false;
  return main.holds(last(site).node) || (value?.kind === 'function' && value.definition.node === main);
}

function blockShape(around: readonly Node[]): string | undefined {
  const attempt = around.find(node => node.type === 'try_statement');
  if (attempt) return failsFast(attempt) ? 'W5' : 'W6';
  return around.some(node => node.is('if_statement', 'for_statement', 'while_statement')) ? 'W10' : undefined;
}

function calleeShape(value: Value | undefined, first: Step): string | undefined {
  const isObject = value?.kind === 'class' || (value?.kind === 'function' && value.self !== undefined);
  if (isObject) return value.file === first.file ? 'W4a' : 'W4b';
  if (value?.kind !== 'function') return undefined;
  return statementOf(first.node).parts[0]?.type === 'assignment' ? 'W2' : 'W3';
}

/** L1 … L9, L11, L12; P1, P2 for loads without a guard. */
export function jobShape(load: JobLoad, { handler, startup }: Analysis): string {
  const { guard } = load;
  if (!guard) return load.kind === 'server' ? 'P2' : 'P1';
  if (startup.some(site => site.node === load.node && isDetached(site)) || isDetached(load)) return 'L11';
  if (guard.kind !== 'flag') return guard.kind === 'cache' ? 'L6' : 'L5';
  return isAsync(load) ? 'L9' : flagShape(load, guard, handler);
}

function flagShape(load: JobLoad, guard: Guard, handler: Analysis['handler']): string {
  if (guard.state.startsWith('self.') || guard.state.startsWith('cls.')) return 'L7';
  if (guard.node.text.includes('globals()')) return 'L8';
  const published = publishedBy(load);
  if (published.length > 0 && !published.includes(guard.state)) return 'L4';
  if (handler?.definition.node.holds(guard.node)) return 'L2';
  return published.length > 1 ? 'L3' : 'L1';
}

export function isDetached(site: Site): boolean {
  return site.steps.some(step => step.detached);
}

/** The load, or a call on the way to it, is awaited. */
export function isAsync(site: Site): boolean {
  return site.kind === 'async engine' || site.steps.some(step => step.node.parent?.type === 'await');
}

/** Module-level names that the function holding the load declares global and assigns. */
function publishedBy(load: JobLoad): string[] {
  const holder = functionOf(last(load).node.closest('function_definition'));
  if (!holder) return [];
  const declared = holder.node
    .descendants('global_statement')
    .flatMap(node => node.parts.map(part => part.text));
  const flags = new Set(
    holder.node
      .descendants('assignment')
      .filter(node => node.child('right')?.is('true', 'false', 'none'))
      .map(node => node.child('left')?.text),
  );
  return declared.filter(name => !flags.has(name));
}

function last(site: Site): { readonly node: Node } {
  return site.steps.at(-1) ?? site;
}

function ancestors(node: Node): Node[] {
  const found: Node[] = [];
  for (let at = node.parent; at; at = at.parent) found.push(at);
  return found;
}

/** Every except clause ends the process or raises. */
export function failsFast(attempt: Node): boolean {
  const clauses = attempt.parts.filter(part => part.type === 'except_clause');
  return clauses.every(clause => clause.descendants('block').slice(0, 1).some(endsProcess));
}

function endsProcess(block: Node): boolean {
  const end = block.parts.at(-1);
  return end?.type === 'raise_statement' || isExit(end);
}

/** `sys.exit(1)`, `exit()`, `quit()`, `os._exit(1)`. */
export function isExit(statement: Node | undefined): boolean {
  const call = statement?.type === 'expression_statement' ? statement.parts[0] : statement;
  return (
    call?.type === 'call' && /^(?:sys\.exit|os\._exit|exit|quit)$/.test(call.child('function')?.text ?? '')
  );
}
