// RP211: an except branch of the handler that answers with an ordinary result: the job is COMPLETED, and no one sees that
// it failed.

import type { Node } from '../../python/node';
import { pairsOf, returnsOf, settled } from '../handlerReturns';
import { defineRule } from '../rule';

export const errorReturnedAsSuccess = defineRule({
  code: 'RP211',
  name: 'error-returned-as-success',
  severity: 'info',
  title: 'A caught failure is returned like a result',
  fixable: false,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const { file, value, statement } of returnsOf(entry)) {
        const clause = statement.closest('except_clause');
        if (!clause || !tellsTheError(clause, value) || hasErrorKey(settled(file, value))) continue;
        report({
          path: file.path,
          range: value.range,
          message:
            'The failure is returned like a result, so the job ends COMPLETED. Return {"error": …} or raise: then it ends FAILED, with the reason.',
        });
      }
    }
  },
});

/** The returned value carries the exception: then it is meant as an error. */
function tellsTheError(clause: Node, value: Node): boolean {
  const head = clause.source.lines.text.slice(clause.start, clause.childOfType('block')?.start ?? clause.end);
  const variable = /\bas\s+(\w+)\s*:/.exec(head)?.[1];
  const uses = [value, ...value.descendants('identifier')].some(
    node => node.type === 'identifier' && node.text === variable,
  );
  return (
    variable !== undefined &&
    uses &&
    value.is('string', 'dictionary', 'call') &&
    !/^(handle|retry|fallback)/.test(value.text)
  );
}

function hasErrorKey(value: Node): boolean {
  if (value.type === 'call') return !/^str\(/.test(value.text);
  const pairs = pairsOf(value);
  if (value.type === 'dictionary' && !pairs) return true;
  return (
    pairs !== undefined &&
    [...pairs].some(
      ([key, one]) =>
        key === 'error' ||
        (/^(status|state|success|ok|result|succeeded)$/.test(key) && one.is('string', 'false')),
    )
  );
}
