// RP004: the SDK calls the handler with one job. A function that needs more, or takes none, fails every job.
import type { FunctionDef } from '../../python/definitions';
import { defineRule } from '../rule';

export const handlerSignature = defineRule({
  code: 'RP004',
  name: 'handler-signature',
  severity: 'error',
  title: 'The handler does not take exactly one job',
  fixable: false,
  check({ entries }, report) {
    for (const { analysis } of entries) {
      const { handler, start } = analysis;
      if (!handler || !start?.handler || handler.definition.decorators.length > 0) continue;
      const message = judge(handler.definition);
      if (message) report({ path: handler.file.path, range: handler.definition.nameNode.range, message });
    }
  },
});

function judge({ name, parameters, owner, node }: FunctionDef): string | undefined {
  const isKeywordOnly = node.child('parameters')?.childOfType('keyword_separator') !== undefined;
  const own = owner ? parameters.slice(1) : parameters;
  if (isKeywordOnly || own.some(one => one.kind === 'args')) return undefined;
  const plain = own.filter(one => one.kind === 'plain');
  const needed = plain.filter(one => one.value === undefined);
  if (plain.length === 0)
    return `The SDK calls ${name}(job), and it takes nothing: every job fails with a TypeError.`;
  if (needed.length <= 1) return undefined;
  return `The SDK calls ${name}(job), and it needs ${needed.map(one => one.name).join(', ')}: every job fails with a TypeError.`;
}
