// RP217: a failure that RunPod takes for a success: a dictionary that says "failed" in its own words. Only the key "error"
// makes the job FAILED.
import type { Node } from '../../python/node';
import { stringValue } from '../../python/strings';
import { replaceFix, sourceOf } from '../edits';
import { pairsOf, returnsOf } from '../handlerReturns';
import { defineRule } from '../rule';

export const failureWithoutErrorKey = defineRule({
  code: 'RP217',
  name: 'failure-without-error-key',
  severity: 'warning',
  title: 'A failure is returned without the key "error": the job ends COMPLETED',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const { file, value } of returnsOf(entry)) {
        const pairs = pairsOf(value);
        const sign = pairs && !pairs.has('error') ? signOf(pairs) : undefined;
        if (!pairs || !sign) continue;
        const text = pairs.get('message') ?? pairs.get('error_message') ?? pairs.get('detail') ?? pairs.get('reason');
        const last = value.parts.at(-1);
        report({
          path: file.path,
          range: value.range,
          message: `This says that the job failed (${sign}), but the platform looks only for the key "error": the job ends COMPLETED.`,
          fixes:
            text && last
              ? [replaceFix('Add the key "error"', sourceOf(file), [{ start: last.end, end: last.end, newText: `, "error": ${text.text}` }])]
              : [],
        });
      }
    }
  },
});

/** The pair that says "failed", as written. */
function signOf(pairs: ReadonlyMap<string, Node>): string | undefined {
  for (const [key, value] of pairs) {
    const word = stringValue(value)?.toLowerCase();
    const fails = /^(status|state|result)$/.test(key) && /^(error|errored|failed|failure|fail)$/.test(word ?? '');
    if (fails || (/^(success|ok|succeeded)$/.test(key) && value.type === 'false')) return `"${key}": ${value.text}`;
  }
  return undefined;
}
