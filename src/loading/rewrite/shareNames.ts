// A name imported from the file of the load would stay None in the importing file. It is read through the module
// instead: `from predict import MODEL` becomes `import predict`, and MODEL becomes `predict.MODEL`.
import type { Program, ProgramFile } from '../../project/program';
import type { ImportedName } from '../../python/imports';
import type { Node } from '../../python/node';
import { home as homeOf } from '../../python/scope';
import type { EditList } from './editList';
import { indentAt, layoutOf } from './layout';
import { Refused } from './refuse';

export interface Sharing {
  readonly program: Program;
  readonly home: ProgramFile;
  /** What the load fills. */
  readonly names: ReadonlySet<string>;
  readonly editsOf: (file: ProgramFile) => EditList;
}

/** By file: the name under which it knows the module of the load from now on. Throws Refused. */
export function shareNames(sharing: Sharing): ReadonlyMap<ProgramFile, string> {
  const { program, home, names } = sharing;
  const shared = new Map<ProgramFile, string>();
  for (const file of program.files.values()) {
    if (file === home) continue;
    const copies = file.module.imports.filter(
      found => names.has(found.member ?? '') && program.resolve(file, found) === home,
    );
    const statements = [...new Set(copies.map(found => found.statement))];
    const [statement, more] = statements;
    if (!statement) continue;
    if (more) throw copied(file, more);
    shared.set(file, shareIn(sharing, { file, statement, copies }));
  }
  return shared;
}

interface Copies {
  readonly file: ProgramFile;
  readonly statement: Node;
  /** The names of the statement that the load fills. */
  readonly copies: readonly ImportedName[];
}

function shareIn({ editsOf }: Sharing, { file, statement, copies }: Copies): string {
  const { module } = file;
  const edits = editsOf(file);
  const from = statement.child('module_name')?.text ?? '';
  const segments = /^(\.*)((?:\w+\.)*)(\w+)$/.exec(from);
  const [, dots = '', above = '', name = ''] = segments ?? [];
  const isTop = statement.parent?.type === 'module' && !/[#\\]/.test(statement.text);
  if (!segments || !isTop || !isFree(file, name)) throw copied(file, statement);
  const uses = module.names.occurrences.filter(found => isUseOf(found, copies, module.names.scope));
  const bound = uses.find(found => found.role !== 'read' && found.role !== 'import');
  if (bound) throw copied(file, bound.node);
  for (const use of uses) {
    const member = copies.find(copy => copy.bound === use.name)?.member;
    if (use.role === 'read') edits.replace(use.node, `${name}.${member}`);
  }
  const parent = dots + above.replace(/\.$/, '');
  const line = parent ? `from ${parent} import ${name}` : `import ${name}`;
  const kept = module.imports.filter(found => found.statement === statement && !copies.includes(found));
  const { newline } = layoutOf(module);
  const rest = `from ${from} import ${kept.map(found => found.node.text).join(', ')}`;
  const both = `${line}${newline}${indentAt(module, statement.start)}${rest}`;
  edits.replace(statement, kept.length > 0 ? both : line);
  return name;
}

function isUseOf(
  found: ProgramFile['module']['names']['occurrences'][number],
  copies: readonly ImportedName[],
  scope: NonNullable<ReturnType<typeof homeOf>>,
): boolean {
  return copies.some(copy => copy.bound === found.name) && homeOf(found) === scope;
}

/** Nothing of the file is called that. */
function isFree({ module }: ProgramFile, name: string): boolean {
  return module.names.of(name).length === 0;
}

function copied(file: ProgramFile, node: Node): Refused {
  return new Refused(
    file.path,
    node,
    'this takes the model from another file while the file is loaded, before there is a model.',
    'Import the module and read the name from it when it is needed.',
  );
}
