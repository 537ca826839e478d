// One Python file, read. Everything is computed when first asked for and kept: most callers need only a part.
import type { LineIndex } from '../base/text';
import { bindNames } from './binder';
import { type Call, callOf } from './calls';
import { type ClassDef, classOf, type FunctionDef, functionOf } from './definitions';
import { type ImportedName, importedNames } from './imports';
import type { Names } from './names';
import type { Node } from './node';
import { type PlacedStatement, placedStatements } from './statements';

export class Module {
  private readonly memo = new Map<string, unknown>();
  private readonly facts = new Map<unknown, unknown>();

  constructor(readonly root: Node) {}

  get text(): string {
    return this.lines.text;
  }

  get lines(): LineIndex {
    return this.root.source.lines;
  }

  /** Where the parser had to guess: error nodes and tokens it put in. Empty for a file that parses. */
  get errors(): readonly Node[] {
    const { source } = this.root;
    return this.once('errors', () => defined(source.faults.map(index => source.at(index))));
  }

  get names(): Names {
    return this.once('names', () => bindNames(this.root));
  }

  /** Statements that run on import, also those under if, try, with and loops. */
  get statements(): readonly PlacedStatement[] {
    return this.once('statements', () => placedStatements(this.root));
  }

  get calls(): readonly Call[] {
    return this.once('calls', () => defined(this.root.descendants('call').map(callOf)));
  }

  /** All functions, nested ones and methods included. */
  get functions(): readonly FunctionDef[] {
    return this.once('functions', () =>
      defined(this.root.descendants('function_definition').map(functionOf)),
    );
  }

  get classes(): readonly ClassDef[] {
    return this.once('classes', () => defined(this.root.descendants('class_definition').map(classOf)));
  }

  /** All imports, inside functions too. */
  get imports(): readonly ImportedName[] {
    return this.once('imports', () =>
      this.root.descendants('import_statement', 'import_from_statement').flatMap(importedNames),
    );
  }

  /** Imports by the name they bind. */
  get importsByName(): ReadonlyMap<string, readonly ImportedName[]> {
    return this.once('importsByName', () => {
      const byName = new Map<string, ImportedName[]>();
      for (const found of this.imports) {
        if (found.bound === undefined) continue;
        const known = byName.get(found.bound);
        if (known) known.push(found);
        else byName.set(found.bound, [found]);
      }
      return byName;
    });
  }

  /** What dotted expressions stand for, as far as it was asked: every rule asks for every call. */
  get qualifiedNames(): Map<Node, string | undefined> {
    return this.once('qualifiedNames', () => new Map());
  }

  get strings(): readonly Node[] {
    return this.once('strings', () => this.root.descendants('string'));
  }

  get comments(): readonly Node[] {
    return this.once('comments', () => this.root.descendants('comment'));
  }

  /** The function of that name at module level that is in force when the file has run; the last one wins. */
  functionNamed(name: string): FunctionDef | undefined {
    return this.once('functionsByName', () =>
      byName(this.statements.map(({ node }) => functionOf(node))),
    ).get(name);
  }

  classNamed(name: string): ClassDef | undefined {
    return this.once('classesByName', () => byName(this.statements.map(({ node }) => classOf(node)))).get(
      name,
    );
  }

  /** What `make` says about this file, worked out once: for what is asked at every keystroke about every file. */
  known<T>(make: (module: Module) => T): T {
    if (!this.facts.has(make)) this.facts.set(make, make(this));
    return this.facts.get(make) as T;
  }

  /** Whether the pattern is anywhere in the text; looked for once. */
  says(pattern: RegExp): boolean {
    if (!this.facts.has(pattern)) this.facts.set(pattern, pattern.test(this.text));
    return this.facts.get(pattern) === true;
  }

  private once<T>(key: string, make: () => T): T {
    if (!this.memo.has(key)) this.memo.set(key, make());
    return this.memo.get(key) as T;
  }
}

/** The last one of each name. */
function byName<T extends { readonly name: string }>(
  list: readonly (T | undefined)[],
): ReadonlyMap<string, T> {
  return new Map(defined(list).map(found => [found.name, found]));
}

function defined<T>(list: readonly (T | undefined)[]): T[] {
  return list.filter((item): item is T => item !== undefined);
}
