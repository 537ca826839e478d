// RP214: a plain handler that returns a generator. The SDK looks at the handler, not at what it returns: the result
// cannot be written as JSON and never arrives, while a local test run passes.
import type { Handler } from '../../loading/detect/analysis';
import type { Values } from '../../loading/detect/values';
import { callOf } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Node } from '../../python/node';
import { replaceFix, sourceOf } from '../edits';
import { type Returned, returnsOf, settled } from '../handlerReturns';
import { defineRule } from '../rule';

export const generatorReturned = defineRule({
  code: 'RP214',
  name: 'generator-returned',
  severity: 'error',
  title: 'The handler returns a generator instead of being one',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const { handler } = entry.analysis;
      if (!handler || handler.definition.isGenerator || handler.definition.decorators.length > 0) continue;
      for (const returned of returnsOf(entry)) {
        const made = madeBy(returned, { handler, values: entry.analysis.values });
        if (!made) continue;
        const { file, value } = returned;
        const edit = { start: value.start, end: value.end, newText: asList(value, made) };
        const canFix = made === 'plain' || handler.definition.isAsync;
        report({
          path: file.path,
          range: value.range,
          message:
            'This is a generator, and the handler is a plain function: the SDK cannot write it as JSON, and the job never gets a result. Yield from it, or return a list.',
          fixes: canFix ? [replaceFix('Return a list', sourceOf(file), [edit])] : [],
        });
      }
    }
  },
});

type Kind = 'plain' | 'async';

/** Which kind of generator is returned, if it is one. */
function madeBy(
  { file, value }: Returned,
  { handler, values }: { handler: Handler; values: Values },
): Kind | undefined {
  const found = settled(file, value);
  if (found.type === 'generator_expression') return 'plain';
  const callee = callOf(found)?.callee;
  const made = callee && values.of(callee, handler);
  if (made?.kind !== 'function' || !isGenerator(made.definition)) return undefined;
  return made.definition.isAsync ? 'async' : 'plain';
}

/** A decorator may make something else of it. */
function isGenerator(definition: FunctionDef): boolean {
  return definition.isGenerator && definition.decorators.length === 0;
}

function asList(value: Node, kind: Kind): string {
  if (kind === 'async') return `[item async for item in ${value.text}]`;
  return value.type === 'generator_expression' ? `[${value.text.slice(1, -1)}]` : `list(${value.text})`;
}
