// Collects edits by offsets, file by file, and gives them as TextEdits against the text they were computed from.
import type { TextEdit } from '../../base/text';
import type { ProgramFile } from '../../project/program';
import type { Module } from '../../python/module';
import type { Span } from './layout';

export class EditList {
  private readonly edits: (Span & { readonly newText: string })[] = [];

  constructor(private readonly module: Module) {}

  insert(at: number, newText: string): void {
    this.edits.push({ start: at, end: at, newText });
  }

  replace(span: Span, newText: string): void {
    this.edits.push({ ...span, newText });
  }

  remove(span: Span): void {
    this.replace(span, '');
  }

  get list(): readonly TextEdit[] {
    return [...this.edits]
      .sort((a, b) => a.start - b.start || a.end - b.end)
      .map(({ start, end, newText }) => ({ range: this.module.lines.rangeOf(start, end), newText }));
  }
}

/** The edits of several files, in the order in which they were first touched. */
export class EditBook {
  private readonly lists = new Map<string, EditList>();

  of({ path, module }: ProgramFile): EditList {
    const known = this.lists.get(path) ?? new EditList(module);
    this.lists.set(path, known);
    return known;
  }

  get files(): readonly { readonly path: string; readonly edits: readonly TextEdit[] }[] {
    return [...this.lists].map(([path, { list }]) => ({ path, edits: list }));
  }
}
