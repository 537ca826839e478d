// RP216: an async handler that never gives way, with a concurrency above one: jobs are taken and stand in line.
import { ownerOf } from '../../python/statements';
import { defineRule } from '../rule';

export const asyncNeverAwaits = defineRule({
  code: 'RP216',
  name: 'async-never-awaits',
  severity: 'warning',
  title: 'An async handler that never awaits runs one job at a time',
  fixable: false,
  check({ entries }, report) {
    for (const { analysis } of entries) {
      const { handler, start } = analysis;
      if (!handler?.definition.isAsync || !start?.keys.has('concurrency_modifier')) continue;
      const { definition, file } = handler;
      const gives = definition.body
        .descendants('await', 'yield', 'async')
        .some(node => ownerOf(node) === definition.node);
      if (gives) continue;
      report({
        path: file.path,
        range: definition.nameNode.range,
        message: `${definition.name} never awaits, so it holds the event loop from start to end: jobs are taken by the number of concurrency_modifier and run one after the other. Put the work in a thread: await asyncio.to_thread(…).`,
      });
    }
  },
});
