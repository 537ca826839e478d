// Imports that new code needs, put where the file would have them, and imports that a switch left without a use.
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { EditList } from './editList';
import { layoutOf, linesOf, nextLine } from './layout';

/** Adds `import name` unless the file has it: sorted into the first group of plain imports. */
export function addImport(module: Module, name: string, edits: EditList): void {
  if (importsPlainly(module, name)) return;
  const { newline } = layoutOf(module);
  const line = `import ${name}${newline}`;
  const top = module.root.parts;
  const plain = group(top.filter(isPlain), module);
  const next = plain.find(node => moduleOf(node) > name);
  const last = plain.at(-1);
  if (next) edits.insert(linesOf(module, next).start, line);
  else if (last) edits.insert(nextLine(module, last.end), line);
  else edits.insert(headEnd(module, top), line);
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

/** Behind the module's docstring and `from __future__` lines, before its first other statement. */
function headEnd(module: Module, top: readonly Node[]): number {
  const first = top.find(node => node.type !== 'future_import_statement' && node.parts[0]?.type !== 'string');
  return first ? linesOf(module, first).start : module.text.length;
}

/** Removes `import x` lines whose every use was in the removed statements. */
export function removeUnusedImports(module: Module, removed: readonly Node[], edits: EditList): void {
  for (const node of module.root.parts.filter(isPlain)) {
    const name = node.childrenFor('name')[0];
    if (name?.type !== 'dotted_name') continue;
    const reads = module.names.occurrences.filter(found => found.role === 'read' && found.name === name.text);
    if (reads.length > 0 && reads.every(found => removed.some(gone => gone.holds(found.node)))) {
      edits.remove(linesOf(module, node));
    }
  }
}
