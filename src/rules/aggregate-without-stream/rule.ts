// RP218: return_aggregate_stream beside a handler that yields nothing. It has no effect; often the handler was meant to
// stream and lost its yield.
import { defineRule } from '../rule';

export const aggregateWithoutStream = defineRule({
  code: 'RP218',
  name: 'aggregate-without-stream',
  severity: 'info',
  title: 'The key return_aggregate_stream has no effect: the handler does not yield',
  fixable: false,
  check({ entries }, report) {
    for (const { analysis } of entries) {
      const { handler, starts } = analysis;
      if (!handler || handler.definition.isGenerator || handler.definition.decorators.length > 0) continue;
      for (const start of starts) {
        const found = start.keys.get('return_aggregate_stream');
        if (found?.value.type !== 'true' || !start.handler) continue;
        report({
          path: analysis.file.path,
          range: found.key.range,
          message: `${handler.definition.name} returns its result and yields nothing, so there is no stream to aggregate: this key has no effect.`,
        });
      }
    }
  },
});
