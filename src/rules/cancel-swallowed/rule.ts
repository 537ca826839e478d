// RP212: an except clause that takes everything, CancelledError too: a job that was stopped is reported as completed.
import { ownerOf } from '../../python/statements';
import { replaceFix, sourceOf } from '../edits';
import { importEdit } from '../failures';
import { defineRule } from '../rule';

export const cancelSwallowed = defineRule({
  code: 'RP212',
  name: 'cancel-swallowed',
  severity: 'warning',
  title: 'A stopped job is reported as completed: CancelledError is swallowed',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const { definition, file, detached } of entry.jobFunctions) {
        if (!definition.isAsync || detached) continue;
        for (const clause of definition.body.descendants('except_clause')) {
          const attempt = clause.parent;
          const body = clause.childOfType('block');
          if (!attempt || !body || ownerOf(clause) !== definition.node) continue;
          const head = clause.source.lines.text.slice(clause.start, body.start);
          const takesAll = /^except\s*:|^except\s+\(?BaseException\b/.test(head);
          const awaits = attempt.child('body')?.descendants('await').length ?? 0;
          if (!takesAll || awaits === 0 || body.descendants('raise_statement').length > 0) continue;
          if (/CancelledError/.test(attempt.text)) continue;
          const source = sourceOf(file);
          const { lineEnd } = source;
          const indent = ' '.repeat(clause.range.start.character);
          const newText = `except asyncio.CancelledError:${lineEnd}${indent}    raise${lineEnd}${indent}`;
          report({
            path: file.path,
            range: source.rangeOf({ start: clause.start, end: clause.start + head.lastIndexOf(':') }),
            message: 'This also catches CancelledError, which is how the SDK stops a job: a cancelled job goes on and is reported as completed.',
            fixes: [
              replaceFix('Let CancelledError pass', source, [
                ...importEdit(file, 'asyncio', lineEnd),
                { start: clause.start, end: clause.start, newText },
              ]),
            ],
          });
        }
      }
    }
  },
});
