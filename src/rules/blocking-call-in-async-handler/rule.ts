// RP203: a call that blocks inside async code: while it waits, no other job of this worker moves, and none can be stopped.
import { replaceFix, sourceOf } from '../edits';
import { importEdit } from '../failures';
import type { JobCall } from '../jobCode';
import { defineRule, type Fix } from '../rule';

const blocking =
  /^(time\.sleep|requests\.(get|post|put|delete|head|patch|request)|subprocess\.(run|call|check_call|check_output)|os\.system|urllib\.request\.(urlopen|urlretrieve))$/;

export const blockingCallInAsyncHandler = defineRule({
  code: 'RP203',
  name: 'blocking-call-in-async-handler',
  severity: 'warning',
  title: 'A blocking call in async code holds up all jobs of the worker',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const overlaps = entry.analysis.starts.some(start => start.keys.has('concurrency_modifier'));
      for (const found of entry.jobCalls) {
        const { inside, name = '', call } = found;
        if (!inside.definition.isAsync || inside.detached || !blocking.test(name)) continue;
        report({
          path: inside.file.path,
          range: call.callee.range,
          severity: overlaps ? 'warning' : 'info',
          message: `${name} blocks the worker's event loop: ${overlaps ? 'the other jobs of this worker stand still meanwhile' : 'the job cannot be stopped meanwhile, and jobs cannot overlap'}.`,
          fixes: awaitFix(found),
        });
      }
    }
  },
});

function awaitFix({ call, inside, name = '' }: JobCall): Fix[] {
  const source = sourceOf(inside.file);
  const asyncio = importEdit(inside.file, 'asyncio', source.lineEnd);
  const list = call.node.child('arguments');
  if (list?.type !== 'argument_list') return [];
  const { start, end } = call.node;
  if (name === 'time.sleep') {
    return [
      replaceFix('Use await asyncio.sleep', source, [
        ...asyncio,
        { start, end: call.callee.end, newText: 'await asyncio.sleep' },
      ]),
    ];
  }
  const given = list.parts.map(part => part.text).join(', ');
  const awaited = `await asyncio.to_thread(${[call.callee.text, given].filter(Boolean).join(', ')})`;
  const inExpression = call.node.field === 'object' || call.node.parent?.type === 'subscript';
  const newText = inExpression ? `(${awaited})` : awaited;
  return [replaceFix('Run it in a thread', source, [...asyncio, { start, end, newText }])];
}
