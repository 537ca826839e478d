// RP210: a generator handler whose pieces go to /stream only: who asks /run or /runsync gets an empty list.

import type { StartCall } from '../../project/start';
import type { EntryFacts } from '../context';
import { replaceFix, sourceOf } from '../edits';
import { defineRule, type Fix } from '../rule';
import { meant, startKeys } from '../sdkNames';

const key = 'return_aggregate_stream';

export const streamNotAggregated = defineRule({
  code: 'RP210',
  name: 'stream-not-aggregated',
  severity: 'info',
  title: 'A streaming handler without return_aggregate_stream: /run and /runsync return nothing',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const { starts, handler } = entry.analysis;
      const [start, more] = starts;
      if (!handler?.definition.isGenerator || !start || more || start.config?.type !== 'dictionary') continue;
      if (
        start.config.childOfType('dictionary_splat') ||
        [...start.keys.keys()].some(name => meant(name, startKeys) === key)
      )
        continue;
      report({
        path: handler.file.path,
        range: handler.definition.nameNode.range,
        message: `${handler.definition.name} yields its result: it reaches /stream only, and /run and /runsync answer with an empty list. Add "${key}": True to start().`,
        fixes: keyFix(entry, start),
      });
    }
  },
});

function keyFix(entry: EntryFacts, { config }: StartCall): Fix[] {
  const last = config?.parts.at(-1);
  if (!last) return [];
  const newText = `, "${key}": True`;
  return [
    replaceFix(`Add "${key}": True`, sourceOf(entry.program.entry), [
      { start: last.end, end: last.end, newText },
    ]),
  ];
}
