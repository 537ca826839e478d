// RP217: a failure that RunPod takes for a success: a dictionary that says "failed" in its own words. Only the key "error"
// makes the job FAILED.
import type { ProgramFile } from '../../project/program';
import type { Node } from '../../python/node';
import { stringValue } from '../../python/strings';
import { replaceFix, sourceOf } from '../edits';
import { pairsOf, returnsOf } from '../handlerReturns';
import { defineRule, type Fix } from '../rule';

export const failureWithoutErrorKey = defineRule({
  code: 'RP217',
  name: 'failure-without-error-key',
  severity: 'warning',
  title: 'A failure is returned without the key "error": the job ends COMPLETED',
  fixable: true,
  check({ entries }, report) {
    for (const { file, value } of entries.flatMap(returnsOf)) {
      const pairs = pairsOf(value);
      const sign = pairs && !pairs.has('error') ? signOf(pairs) : undefined;
      if (!pairs || !sign) continue;
      report({
        path: file.path,
        range: value.range,
        message: `This says that the job failed (${sign}), but the platform looks only for the key "error": the job ends COMPLETED.`,
        fixes: withErrorKey(file, value, pairs),
      });
    }
  },
});

/** Where the dictionary says why it failed, that is what "error" says too. */
function withErrorKey(file: ProgramFile, value: Node, pairs: ReadonlyMap<string, Node>): Fix[] {
  const reason = ['message', 'error_message', 'detail', 'reason'].find(key => pairs.has(key));
  const text = reason === undefined ? undefined : pairs.get(reason)?.text;
  const last = value.parts.at(-1);
  if (text === undefined || !last) return [];
  const edit = { start: last.end, end: last.end, newText: `, "error": ${text}` };
  return [replaceFix('Add the key "error"', sourceOf(file), [edit])];
}

/** The pair that says "failed", as written. */
function signOf(pairs: ReadonlyMap<string, Node>): string | undefined {
  for (const [key, value] of pairs) {
    const word = stringValue(value)?.toLowerCase();
    const fails =
      /^(status|state|result)$/.test(key) && /^(error|errored|failed|failure|fail)$/.test(word ?? '');
    if (fails || (/^(success|ok|succeeded)$/.test(key) && value.type === 'false'))
      return `"${key}": ${value.text}`;
  }
  return undefined;
}
