// Runs of moved statements: what follows each other directly, with the comments above and between them.
import type { ProgramFile } from '../../project/program';
import type { Node } from '../../python/node';
import type { Closure } from './closure';
import { aboveComments } from './entryPoint';
import { lineStart, type Span } from './layout';
import { ownLines } from './wholeLines';

export interface Run extends Span {
  /** The first statement. */
  readonly node: Node;
  /** What leaves the text with it: the lines themselves, or those of the try around them. */
  readonly gone: Span;
  /** Comments above the try, which move along. */
  readonly head: Span | undefined;
}

export function runsOf(closure: Closure): Run[] {
  const emptied = new Set<Node>();
  return groupsOf(closure).map(({ first, last }) => {
    const own = { ...ownLines(closure.file, first, last), start: headOf(closure.file, first) };
    const attempt = closure.attempts.find(found => found.holds(first));
    if (!attempt) return { node: first, ...own, gone: own, head: undefined };
    const again = emptied.has(attempt);
    emptied.add(attempt);
    return { node: first, ...own, ...(again ? nothingMore(own) : wholeAttempt(closure.file, attempt)) };
  });
}

function nothingMore({ end }: Span): Pick<Run, 'gone' | 'head'> {
  return { gone: { start: end, end }, head: undefined };
}

function wholeAttempt(file: ProgramFile, attempt: Node): Pick<Run, 'gone' | 'head'> {
  const gone = { ...ownLines(file, attempt), start: headOf(file, attempt) };
  const head = { start: gone.start, end: lineStart(file.module, attempt.start) };
  return { gone, head: head.end > head.start ? head : undefined };
}

function groupsOf({ moved, statements }: Closure): { first: Node; last: Node }[] {
  const groups: { first: Node; last: Node }[] = [];
  for (const node of moved) {
    const group = groups.at(-1);
    const follows =
      group?.last.parent === node.parent && statements[statements.indexOf(node) - 1] === group?.last;
    if (group && follows) group.last = node;
    else groups.push({ first: node, last: node });
  }
  return groups;
}

/** Where the comments above a statement begin; a BOM stays. */
function headOf(file: ProgramFile, node: Node): number {
  return Math.max(aboveComments(file.module, node), file.module.text.startsWith('\uFEFF') ? 1 : 0);
}
