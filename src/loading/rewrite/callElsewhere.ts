// Calling a function of another file of the project: an import that is there is used or extended, so that the file
// goes on importing the way it does.
import type { Program, ProgramFile } from '../../project/program';
import type { ImportedName } from '../../python/imports';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { EditList } from './editList';
import { layoutOf, nextLine } from './layout';

export interface CallElsewhere {
  readonly program: Program;
  /** Where the call is written; `edits` are edits of this file. */
  readonly file: ProgramFile;
  readonly edits: EditList;
  /** Where the function is defined, at module level. */
  readonly home: ProgramFile;
  readonly name: string;
}

/** The text that calls the function, its import added; undefined when no import leads there plainly. */
export function callElsewhere(wanted: CallElsewhere): string | undefined {
  const { program, file, home, name, edits } = wanted;
  const { module } = file;
  const imports = module.imports.filter(
    found => found.statement.parent?.type === 'module' && program.resolve(file, found) === home,
  );
  const known = imports.find(found => found.member === name && found.bound !== undefined);
  if (known) return `${known.bound}()`;
  const whole = imports.find(found => standsForFile(found, home));
  if (whole?.bound) return `${whole.bound}.${name}()`;
  if (module.names.scope.bindings.has(name)) return undefined;
  const from = imports.find(found => found.member !== undefined && found.member !== '*');
  const line = from ? extended(module, from, name) : throughOthers(wanted);
  if (!line) return undefined;
  edits.insert(line.at, line.text);
  return `${name}()`;
}

/** The bound name is the module itself: `import work`, `from lib import work`. */
function standsForFile({ member, target, bound, module }: ImportedName, home: ProgramFile): boolean {
  if (member === undefined) return target === module && bound !== undefined;
  return home.path.endsWith(`/${member}.py`) && !module.endsWith(member);
}

interface ImportLine {
  readonly text: string;
  readonly at: number;
}

const longestLine = 100;

/** `from work import run` on one line takes the name along, sorted if it is; a longer one gets a line below it. */
function extended(module: Module, { statement }: ImportedName, name: string): ImportLine {
  const from = statement.child('module_name')?.text ?? '';
  const fits = statement.text.length + name.length + 2 <= longestLine;
  if (/[\n(\\]/.test(statement.text) || !fits) {
    return lineBelow(module, statement, `from ${from} import ${name}`);
  }
  const names = statement.childrenFor('name');
  const isSorted = names.every((one, index) => index === 0 || (names[index - 1]?.text ?? '') <= one.text);
  const next = isSorted ? names.find(one => one.text > name) : undefined;
  return next ? { text: `${name}, `, at: next.start } : { text: `, ${name}`, at: statement.end };
}

function lineBelow(module: Module, statement: Node, text: string): ImportLine {
  return { text: text + layoutOf(module).newline, at: nextLine(module, statement.end) };
}

/** The file is imported by an import of this one: its absolute name is good here too. */
function throughOthers({ program, file, home, name }: CallElsewhere): ImportLine | undefined {
  const after = file.module.root.parts.findLast(
    part =>
      part.is('import_statement', 'import_from_statement') &&
      file.module.imports.some(found => found.statement === part && program.resolve(file, found)),
  );
  for (const other of program.files.values()) {
    const found = other.module.imports.find(
      one =>
        one.level === 0 &&
        one.module !== '' &&
        program.resolve(other, one) === home &&
        !standsForFile(one, home),
    );
    if (found && after) return lineBelow(file.module, after, `from ${found.module} import ${name}`);
  }
  return undefined;
}
