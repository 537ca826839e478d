// RP111: a concurrency_modifier asks the model, and with lazy loading there is none when the SDK first asks.
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import type { EntryFacts } from '../context';
import { replaceFix, sourceOf } from '../edits';
import { defineRule } from '../rule';

export const lambdaNeedsModel = defineRule({
  code: 'RP111',
  name: 'lambda-needs-model',
  severity: 'warning',
  title: 'The concurrency_modifier needs a model that only the first job loads',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const start of entry.analysis.starts) {
        const value = start.keys.get('concurrency_modifier')?.value;
        const body = value?.type === 'lambda' ? value.child('body') : undefined;
        const name =
          body && !body.is('conditional_expression', 'boolean_operator')
            ? lazyNameIn(entry, body)
            : undefined;
        if (!body || !name) continue;
        const source = sourceOf(entry.program.entry);
        report({
          path: entry.path,
          range: body.range,
          message: `The SDK calls this before the first job, when ${name} is still None: the worker ends with an AttributeError.`,
          fixes: [
            replaceFix(`Answer 1 until ${name} is there`, source, [
              { start: body.end, end: body.end, newText: ` if ${name} else 1` },
            ]),
          ],
        });
      }
    }
  },
});

/** A module-level name that is None until a job's load fills it, whose attribute or item is read. */
function lazyNameIn(entry: EntryFacts, body: Node): string | undefined {
  const { module } = entry.program.entry;
  if (entry.report.strategy !== 'lazy') return undefined;
  const filled = new Set(entry.report.loads.flatMap(load => load.names));
  const found = body.descendants('identifier').find(node => {
    const isRoot = node.field === 'object' || (node.field === 'value' && node.parent?.type === 'subscript');
    const home = scopeAt(module, node).lookup(node.text);
    const first = home?.bindings.get(node.text)?.[0];
    const isNone = first?.scope.kind === 'module' && first.node.parent?.child('right')?.type === 'none';
    return isRoot && home?.kind === 'module' && isNone && filled.has(node.text);
  });
  return found?.text;
}
