// Imports that new code needs, put where the file would have them, and imports that a switch left without a use.
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { EditList } from './editList';
import { layoutOf, linesOf, nextLine, type Span } from './layout';

/** The standard modules that stand at the head of workers: a new standard import goes among them. */
const standard =
  /^(?:abc|argparse|ast|asyncio|base64|binascii|collections|concurrent|contextlib|copy|csv|dataclasses|datetime|enum|functools|gc|glob|gzip|hashlib|importlib|inspect|io|itertools|json|logging|math|mimetypes|multiprocessing|os|pathlib|pickle|platform|queue|random|re|secrets|shutil|signal|socket|string|struct|subprocess|sys|tarfile|tempfile|textwrap|threading|time|traceback|types|typing|unittest|urllib|uuid|warnings|wave|zipfile)$/;

/** Adds `import name` of a standard module unless the file has it: sorted among its kind, or as a group of its own. */
export function addImport(module: Module, name: string, edits: EditList): void {
  if (importsPlainly(module, name)) return;
  const { newline } = layoutOf(module);
  const top = module.root.parts;
  const plain = group(
    top.filter(node => isPlain(node) && standard.test(moduleOf(node))),
    module,
  );
  const next = plain.find(node => moduleOf(node) > name);
  const last = plain.at(-1);
  const line = `import ${name}${newline}`;
  if (next) edits.insert(linesOf(module, next).start, line);
  else if (last) edits.insert(nextLine(module, last.end), line);
  else edits.insert(headEnd(module, top), joinsGroup(module, top) ? line : line + newline);
}

/** Whether the line may stand right above the first import: both are standard, or the file does not group imports. */
function joinsGroup(module: Module, top: readonly Node[]): boolean {
  const first = top.find(node => node.is('import_statement', 'import_from_statement'));
  if (!first) return false;
  if (first.line > 0 && module.lines.lineText(first.line - 1).trim() !== '') return true;
  return module.imports.some(
    found => found.statement === first && standard.test(found.module.split('.')[0] ?? ''),
  );
}

/** True when the bare name stands for that module everywhere in the file. */
export function importsPlainly(module: Module, name: string): boolean {
  return module.root.parts.some(
    node => node.type === 'import_statement' && node.childrenFor('name').some(part => part.text === name),
  );
}

/** The first run of plain imports on neighbouring lines. */
function group(imports: readonly Node[], module: Module): Node[] {
  const run: Node[] = [];
  for (const node of imports) {
    const previous = run.at(-1);
    if (previous && node.line !== module.lines.positionAt(previous.end).line + 1) break;
    run.push(node);
  }
  return run;
}

function isPlain(node: Node): boolean {
  return node.type === 'import_statement' && !node.text.includes(',');
}

function moduleOf(node: Node): string {
  return node.childrenFor('name')[0]?.text.split(/\s/)[0] ?? '';
}

/** Before the first import, or the first statement behind the docstring and `from __future__` lines. */
function headEnd(module: Module, top: readonly Node[]): number {
  const first = top.find(node => node.type !== 'future_import_statement' && node.parts[0]?.type !== 'string');
  return first ? linesOf(module, first).start : module.text.length;
}

/** Removes `import x` lines whose every use was in the removed statements. */
export function removeUnusedImports(module: Module, removed: readonly Node[], edits: EditList): void {
  const unused = module.root.parts.filter(node => isPlain(node) && isUnusedWithout(module, node, removed));
  for (const node of unused) edits.remove(withEmptyGroup(module, node, unused));
}

/** Removes the names of `from x import name` whose every use was in statements that are gone for good. */
export function removeUnusedNames(module: Module, removed: readonly Node[], edits: EditList): void {
  const imports = module.root.parts.filter(node => node.type === 'import_from_statement');
  for (const node of imports) dropNames(module, { node, removed }, edits);
}

function isUnusedWithout(module: Module, node: Node, removed: readonly Node[]): boolean {
  const name = node.childrenFor('name')[0];
  return name?.type === 'dotted_name' && isOnlyReadIn(module, name.text, removed);
}

function isOnlyReadIn(module: Module, name: string, removed: readonly Node[]): boolean {
  // Most names are not even spelt there; to know who else reads them is far more work.
  if (!removed.some(gone => gone.text.includes(name))) return false;
  const reads = module.names.of(name).filter(found => found.role === 'read');
  return reads.length > 0 && reads.every(found => removed.some(gone => gone.holds(found.node)));
}

/** `from engine import generate, load` without `load`; a statement that would be empty goes as a whole. */
function dropNames(
  module: Module,
  { node, removed }: { readonly node: Node; readonly removed: readonly Node[] },
  edits: EditList,
): void {
  const names = node.childrenFor('name');
  const unused = names.filter(name => {
    const bound = name.child('alias') ?? name;
    return isOnlyReadIn(module, bound.text, removed);
  });
  if (unused.length === 0) return;
  if (unused.length === names.length) {
    edits.remove(withEmptyGroup(module, node, [node]));
    return;
  }
  for (const name of unused) {
    const at = names.indexOf(name);
    const before = names[at - 1];
    const next = names[at + 1];
    if (before && !unused.includes(before)) edits.remove({ start: before.end, end: name.end });
    else if (next) edits.remove({ start: name.start, end: next.start });
  }
}

/** The blank line behind goes too when nothing of the group of imports is left. */
function withEmptyGroup(module: Module, node: Node, unused: readonly Node[]): Span {
  const { start, end } = linesOf(module, node);
  const isGone = (line: number) => unused.some(other => other.line === line);
  let above = node.line - 1;
  while (isGone(above)) above--;
  const isBlank = (line: number) => line < 0 || module.lines.lineText(line).trim() === '';
  const alone = isBlank(above) && isBlank(node.line + 1) && !isGone(node.line + 1);
  return { start, end: alone ? nextLine(module, end) : end };
}
