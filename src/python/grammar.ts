// The grammar's names by number, read once: asking the parser for a name per node costs more than the walk.
import type { Language } from 'web-tree-sitter';

/** What tree-sitter numbers text that fits no rule with. */
const errorKind = 0xffff;

/** Named tokens: rules that never have anything below them. */
const tokens: ReadonlySet<string> = new Set([
  'identifier',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'comment',
  'string_start',
  'string_end',
  'escape_sequence',
]);

export class Grammar {
  private readonly names: readonly string[];
  private readonly named: readonly boolean[];
  private readonly parts: readonly boolean[];
  private readonly leaves: readonly boolean[];
  private readonly fields: readonly (string | undefined)[];
  private readonly kinds = new Map<string, number[]>([['ERROR', [errorKind]]]);
  private readonly fieldNumbers = new Map<string, number>();
  /** What was asked for together, by the names. */
  private readonly lists = new Map<string, readonly number[]>();

  constructor(language: Language) {
    const numbers = Array.from({ length: language.nodeTypeCount }, (_, kind) => kind);
    this.names = numbers.map(kind => language.nodeTypeForId(kind) ?? '');
    this.named = numbers.map(kind => language.nodeTypeIsNamed(kind));
    this.parts = this.names.map((name, kind) => this.named[kind] === true && name !== 'comment');
    // Of the anonymous ones, `not in` and `is not` are made of two.
    this.leaves = this.names.map((name, kind) => (this.named[kind] ? tokens.has(name) : !name.includes(' ')));
    this.fields = Array.from(
      { length: language.fieldCount + 1 },
      (_, field) => language.fieldNameForId(field) ?? undefined,
    );
    for (const [kind, name] of this.names.entries()) {
      const known = this.kinds.get(name);
      if (known) known.push(kind);
      else this.kinds.set(name, [kind]);
    }
    for (const [number, field] of this.fields.entries()) if (field) this.fieldNumbers.set(field, number);
  }

  nameOf(kind: number): string {
    return this.names[kind] ?? 'ERROR';
  }

  isNamed(kind: number): boolean {
    return this.named[kind] ?? true;
  }

  /** Named, and no comment. */
  isPart(kind: number): boolean {
    return this.parts[kind] ?? true;
  }

  /** True where nothing can be below; false promises nothing. */
  isLeaf(kind: number): boolean {
    return this.leaves[kind] ?? false;
  }

  fieldOf(number: number): string | undefined {
    return this.fields[number];
  }

  /** 0 for a field that the grammar does not have. */
  fieldNumber(field: string): number {
    return this.fieldNumbers.get(field) ?? 0;
  }

  /** The numbers behind names: a rule, its aliases and a token may share one. */
  kindsOf(names: readonly string[]): readonly number[] {
    const [only, more] = names;
    if (only !== undefined && more === undefined) return this.kinds.get(only) ?? [];
    const together = names.join(' ');
    const known = this.lists.get(together);
    if (known) return known;
    const found = names.flatMap(name => this.kinds.get(name) ?? []);
    this.lists.set(together, found);
    return found;
  }
}
