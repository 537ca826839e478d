// RP209: a missing field of the input reaches the caller as a bare KeyError.
import { stringValue } from '../../python/strings';
import { defineRule } from '../rule';

export const inputUnchecked = defineRule({
  code: 'RP209',
  name: 'input-unchecked',
  severity: 'hint',
  title: 'A missing field of the input is answered with a bare KeyError',
  fixable: false,
  check({ entries }, report) {
    for (const { analysis, program } of entries) {
      const { handler } = analysis;
      const job = handler?.definition.parameters[0]?.name;
      // Whoever validates at all has thought of it.
      if (!handler || !job || [...program.files.values()].some(file => /\b(validate|BaseModel|pydantic)\b/.test(file.module.text))) continue;
      const { body } = handler.definition;
      for (const node of body.descendants('subscript')) {
        const inner = node.child('value');
        const key = stringValue(node.childrenFor('subscript')[0]);
        const isInput = inner?.type === 'subscript' && inner.child('value')?.text === job && stringValue(inner.childrenFor('subscript')[0]) === 'input';
        if (!isInput || key === undefined || node.closest('try_statement') || new RegExp(`["']${key.replace(/\W/g, '\\$&')}["']\\s+(not\\s+)?in\\b`).test(body.text)) continue;
        report({
          path: handler.file.path,
          range: node.range,
          message: `Without "${key}" in its input the job fails with KeyError: '${key}' and no word on what is expected. Check it with .get, or with the SDK's validate.`,
        });
      }
    }
  },
});
