// RP214: a plain handler that returns a generator. The SDK looks at the handler, not at what it returns: the result
// cannot be written as JSON and never arrives, while a local test run passes.
import { callOf } from '../../python/calls';
import { replaceFix, sourceOf } from '../edits';
import { returnsOf, settled } from '../handlerReturns';
import { defineRule } from '../rule';

export const generatorReturned = defineRule({
  code: 'RP214',
  name: 'generator-returned',
  severity: 'error',
  title: 'The handler returns a generator instead of being one',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const { handler, values } = entry.analysis;
      if (!handler || handler.definition.isGenerator || handler.definition.decorators.length > 0) continue;
      for (const { file, value } of returnsOf(entry)) {
        const found = settled(file, value);
        const call = callOf(found);
        const made = call && values.of(call.callee, handler);
        const isGenerator = made?.kind === 'function' && made.definition.isGenerator && made.definition.decorators.length === 0;
        if (!isGenerator && found.type !== 'generator_expression') continue;
        const isAsync = made?.kind === 'function' && made.definition.isAsync;
        const newText = isAsync ? `[item async for item in ${value.text}]` : (value.type === 'generator_expression' ? `[${value.text.slice(1, -1)}]` : `list(${value.text})`);
        const canFix = !isAsync || handler.definition.isAsync;
        report({
          path: file.path,
          range: value.range,
          message: 'This is a generator, and the handler is a plain function: the SDK cannot write it as JSON, and the job never gets a result. Yield from it, or return a list.',
          fixes: canFix ? [replaceFix('Return a list', sourceOf(file), [{ start: value.start, end: value.end, newText }])] : [],
        });
      }
    }
  },
});
