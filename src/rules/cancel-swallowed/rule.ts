// RP212: an except clause that takes everything, CancelledError too: a job that was stopped is reported as completed.
import type { ProgramFile } from '../../project/program';
import type { Node } from '../../python/node';
import { ownerOf } from '../../python/statements';
import { replaceFix, sourceOf } from '../edits';
import { importEdit } from '../failures';
import type { JobFunction } from '../jobCode';
import { defineRule, type Finding } from '../rule';

export const cancelSwallowed = defineRule({
  code: 'RP212',
  name: 'cancel-swallowed',
  severity: 'warning',
  title: 'A stopped job is reported as completed: CancelledError is swallowed',
  fixable: true,
  check({ entries }, report) {
    for (const inside of entries.flatMap(entry => entry.jobFunctions)) {
      for (const clause of inside.definition.body.descendants('except_clause')) {
        if (swallows(clause, inside)) report(findingOf(clause, inside.file));
      }
    }
  },
});

/** Takes whatever is raised around an await of the job's own, and raises nothing itself. */
function swallows(clause: Node, { definition, detached }: JobFunction): boolean {
  const attempt = clause.parent;
  if (!attempt || !definition.isAsync || detached || ownerOf(clause) !== definition.node) return false;
  const takesAll = /^except\s*:|^except\s+\(?BaseException\b/.test(headOf(clause));
  const raises = clause.descendants('raise_statement').length > 0;
  const awaits = (attempt.child('body')?.descendants('await').length ?? 0) > 0;
  return takesAll && awaits && !raises && !/CancelledError/.test(attempt.text);
}

/** `except Exception as error:`, up to the block. */
function headOf(clause: Node): string {
  const block = clause.childOfType('block');
  return clause.source.lines.text.slice(clause.start, block?.start ?? clause.end);
}

function findingOf(clause: Node, file: ProgramFile): Finding {
  const source = sourceOf(file);
  const { lineEnd } = source;
  const indent = ' '.repeat(clause.range.start.character);
  const newText = `except asyncio.CancelledError:${lineEnd}${indent}    raise${lineEnd}${indent}`;
  return {
    path: file.path,
    range: source.rangeOf({ start: clause.start, end: clause.start + headOf(clause).lastIndexOf(':') }),
    message:
      'This also catches CancelledError, which is how the SDK stops a job: a cancelled job goes on and is reported as completed.',
    fixes: [
      replaceFix('Let CancelledError pass', source, [
        ...importEdit(file, 'asyncio', lineEnd),
        { start: clause.start, end: clause.start, newText },
      ]),
    ],
  };
}
