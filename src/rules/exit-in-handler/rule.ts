// RP213: a job that ends the whole worker: the jobs beside it die too, and its own caller gets no reason.

import { statementOf } from '../../python/statements';
import { stringValue } from '../../python/strings';
import { replaceFix, sourceOf } from '../edits';
import type { JobCall } from '../jobCode';
import { defineRule, type Fix } from '../rule';

export const exitInHandler = defineRule({
  code: 'RP213',
  name: 'exit-in-handler',
  severity: 'warning',
  title: 'A job can end the whole worker',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const found of entry.jobCalls) {
        const { name = '', inside, call } = found;
        if (inside.detached || !/^(sys\.exit|os\._exit|exit|quit)$/.test(name)) continue;
        const way = inside.via.length > 1 ? ` (${inside.via.join(' → ')})` : '';
        report({
          path: inside.file.path,
          range: call.node.range,
          message: `This ends the worker in the middle of a job${way}: the jobs beside it die, and the caller gets no reason. Raise an exception; to have the worker replaced, return "refresh_worker": True.`,
          fixes: raiseFix(found),
        });
      }
    }
  },
});

function raiseFix({ call, inside }: JobCall): Fix[] {
  const { node } = call;
  if (statementOf(node).parts[0] !== node) return [];
  const [given] = call.args;
  const isText = given && (stringValue(given) !== undefined || given.type === 'string');
  const newText = isText
    ? `raise RuntimeError(${given.text})`
    : node.closest('except_clause')
      ? 'raise'
      : undefined;
  if (!newText) return [];
  return [
    {
      ...replaceFix('Raise instead', sourceOf(inside.file), [{ start: node.start, end: node.end, newText }]),
      preferred: false,
    },
  ];
}
