// What happens when a load fails: the try statements around loads and what their except clauses tell.
import type { Site } from '../loading/detect/sites';
import type { ProgramFile } from '../project/program';
import { type Call, callOf } from '../python/calls';
import type { Module } from '../python/module';
import type { Node } from '../python/node';
import { qualifiedName } from '../python/qualify';
import { ownerOf } from '../python/statements';
import { stringValue } from '../python/strings';
import type { EntryFacts } from './context';

export interface FailureBranch {
  readonly file: ProgramFile;
  /** The except clause. */
  readonly clause: Node;
  readonly body: Node;
  /** What the try statement loads. */
  readonly loadName: string;
  /** The caught exceptions as written; empty for a bare except. */
  readonly caught: string;
  /** The name of `as error`. */
  readonly variable: string | undefined;
  /** The code that is called tells the failure itself before it raises. */
  readonly toldBelow: boolean;
}

type Clause = Omit<FailureBranch, 'loadName' | 'toldBelow'>;

const optional =
  /\b(ImportError|ModuleNotFoundError|KeyboardInterrupt|StopIteration|FileNotFoundError|AttributeError|NameError|KeyError)\b/;

/** The except clauses that a failed load lands in, for loads at start and in jobs. Fallbacks that load again are left out. */
export function failureBranchesOf(entry: EntryFacts): FailureBranch[] {
  const { startup, jobs } = entry.analysis;
  const sites: readonly Site[] = [...startup, ...jobs];
  const found = new Map<Node, FailureBranch>();
  for (const site of sites) {
    for (const [index, step] of site.steps.entries()) {
      const below = site.steps.slice(index + 1).flatMap(inner => clausesAround(inner.file, inner.node));
      const toldBelow = below.some(logsCause);
      for (const one of clausesAround(step.file, step.node)) {
        const loadsAgain = sites.some(other =>
          other.steps.some(at => at.file === step.file && one.clause.holds(at.node)),
        );
        if (!found.has(one.clause) && !loadsAgain)
          found.set(one.clause, { ...one, loadName: site.name, toldBelow });
      }
    }
  }
  return [...found.values()].filter(one => !optional.test(one.caught));
}

/** The except clauses of the innermost try statement whose body holds the node, within its function. */
function clausesAround(file: ProgramFile, node: Node): Clause[] {
  const owner = ownerOf(node);
  for (let at = node, parent = node.parent; parent && parent !== owner; at = parent, parent = parent.parent) {
    if (parent.type !== 'try_statement' || at.field !== 'body') continue;
    return parent.children
      .filter(child => child.type === 'except_clause')
      .flatMap(clause => branchOf(file, clause) ?? []);
  }
  return [];
}

function branchOf(file: ProgramFile, clause: Node): Clause | undefined {
  const body = clause.childOfType('block');
  if (!body) return undefined;
  const head = clause.source.lines.text.slice(clause.start, body.start);
  const [, caught = '', variable] = /^except\*?\s*([^:]*?)(?:\s+as\s+(\w+))?\s*:/s.exec(head) ?? [];
  return { file, clause, body, caught: caught.trim(), variable };
}

export function calls(module: Module, inside: Node): { readonly call: Call; readonly name: string }[] {
  return inside.descendants('call').flatMap(node => {
    const call = callOf(node);
    return call ? [{ call, name: qualifiedName(module, call.callee) ?? call.callee.text }] : [];
  });
}

/** The exception itself is told: raised on, logged with its traceback, printed, returned or kept. */
export function tellsCause(clause: Clause): boolean {
  // Out of memory is a reason, and the clause knows it.
  if (/\b(OutOfMemoryError|MemoryError)\b/.test(clause.caught) && saysSomething(clause)) return true;
  return clause.body.descendants('raise_statement').length > 0 || logsCause(clause);
}

function saysSomething({ body }: Clause): boolean {
  return body.descendants('string').length > 0;
}

function logsCause({ file, body, variable }: Clause): boolean {
  const named = body.descendants('identifier').filter(node => node.text === variable);
  if (named.some(node => node.closest('raise_statement') === undefined)) return true;
  return calls(file.module, body).some(
    ({ call, name }) =>
      /(^|\.)(exception|print_exc|format_exc|print_exception|exc_info|capture_exception)$/.test(name) ||
      call.keywords.has('exc_info'),
  );
}

const exits = /^(sys\.exit|os\._exit|exit|quit)$/;

export interface Exit {
  readonly call: Call;
  readonly name: string;
  /** Undefined when only running would tell. */
  readonly status: number | undefined;
}

export function exitsIn(module: Module, inside: Node): Exit[] {
  return calls(module, inside)
    .filter(({ name }) => exits.test(name))
    .map(({ call, name }) => ({ call, name, status: statusOf(call) }));
}

function statusOf({ args }: Call): number | undefined {
  const [given] = args;
  if (!given || given.type === 'none') return 0;
  if (given.type === 'integer') return Number(given.text);
  if (given.type === 'false') return 0;
  return stringValue(given) !== undefined ? 1 : given.type === 'true' ? 1 : undefined;
}

/** Where `import name` goes, unless it is there. */
export function importEdit(
  { module }: ProgramFile,
  name: string,
  lineEnd: string,
): { start: number; end: number; newText: string }[] {
  const imports = module.imports.filter(one => one.statement.parent === module.root);
  if (imports.some(one => one.bound === name && one.target === name)) return [];
  const first =
    imports.find(one => one.module !== '__future__')?.statement.start ??
    module.statements[0]?.node.start ??
    0;
  return [{ start: first, end: first, newText: `import ${name}${lineEnd}` }];
}

/** The head of an except clause, up to its colon. */
export function headOf({ clause, body }: FailureBranch): { start: number; end: number } {
  const text = clause.source.lines.text.slice(clause.start, body.start);
  return { start: clause.start, end: clause.start + text.lastIndexOf(':') };
}

/** Inserts a line before a statement, with its indentation. */
export function lineBefore(
  statement: Node,
  line: string,
  lineEnd: string,
): { start: number; end: number; newText: string } {
  const indent = ' '.repeat(statement.range.start.character);
  return { start: statement.start, end: statement.start, newText: `${line}${lineEnd}${indent}` };
}
