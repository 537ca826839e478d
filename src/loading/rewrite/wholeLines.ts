// Taking a statement out with its lines, so that no hole and no pile of blank lines stays behind.
import type { ProgramFile } from '../../project/program';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { endsLine, linesOf, type Span, startsLine } from './layout';
import { Refused } from './refuse';

/** The lines of the statements from `first` to `last`. Throws Refused when another statement shares one of them. */
export function ownLines(file: ProgramFile, first: Node, last: Node = first): Span {
  if (!startsLine(file.module, first) || !endsLine(file.module, last)) {
    throw new Refused(
      file.path,
      first,
      'it shares its line with another statement.',
      'Give each statement a line of its own.',
    );
  }
  return linesOf(file.module, first, last);
}

/** Like ownLines, and the blank lines behind that would pile up on those before. */
export function wholeLines(file: ProgramFile, node: Node): Span {
  return withBlankLines(file.module, ownLines(file, node), node);
}

/** The span to take out with the lines of `node`, the first statement in it. */
export function withBlankLines(module: Module, span: Span, node: Node): Span {
  const isFirst = node.parent?.type === 'block' && node.parent.parts[0] === node;
  const before = blankLines(module, module.lines.positionAt(span.start).line - 1, -1);
  const after = blankLines(module, module.lines.positionAt(span.end).line, 1);
  const extra = isFirst ? after : Math.min(before, after);
  const line = module.lines.positionAt(span.end).line + extra;
  return { start: span.start, end: extra === 0 ? span.end : module.lines.offsetAt({ line, character: 0 }) };
}

function blankLines(module: Module, from: number, step: 1 | -1): number {
  let count = 0;
  for (let line = from; line >= 0 && line < module.lines.lineCount; line += step) {
    if (module.lines.lineText(line).trim() !== '') break;
    count++;
  }
  return count;
}
