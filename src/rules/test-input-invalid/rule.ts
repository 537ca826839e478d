// RP301: test_input.json as the SDK will not take it: it ends with status 1 and few words.
import { replaceFix } from '../edits';
import { keyOf, property, readJson, spanOf } from '../jsonText';
import { defineRule } from '../rule';

export const testInputInvalid = defineRule({
  code: 'RP301',
  name: 'test-input-invalid',
  severity: 'error',
  title: 'The SDK cannot use test_input.json: it is no JSON or has no input',
  fixable: true,
  check({ worker }, report) {
    for (const source of worker.testInputs) {
      const { root, error } = readJson(source);
      const { path } = source;
      if (error) {
        report({ path, range: source.rangeOf(error), message: `This is not valid JSON: ${error.message}.` });
        continue;
      }
      if (!root) continue;
      const input = property(root, 'input');
      if (input && input.type !== 'null') continue;
      if (input) {
        report({
          path,
          range: source.rangeOf(spanOf(keyOf(input))),
          message: 'The SDK ends with status 1 when "input" is null. Give it an object.',
        });
        continue;
      }
      const span = spanOf(root);
      const wrapped = `{"input": ${source.slice(span)}}`;
      report({
        path,
        range: source.rangeOf({ start: span.start, end: span.start + 1 }),
        message:
          'There is no "input" here: the SDK takes this file for the whole job and ends with status 1.',
        fixes: [replaceFix('Wrap it in "input"', source, [{ ...span, newText: wrapped }])],
      });
    }
  },
});
