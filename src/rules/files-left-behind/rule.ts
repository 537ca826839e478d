// RP206: temporary files made in every job and never removed: a worker that lives for days fills its disk.
import { layoutOf, reindent, startsLine } from '../../loading/rewrite/layout';
import { statementOf } from '../../python/statements';
import { replaceFix, sourceOf } from '../edits';
import type { JobCall } from '../jobCode';
import { defineRule, type Fix } from '../rule';

const removes =
  /\b(os\.(remove|unlink|removedirs|rmdir)|shutil\.(rmtree|move)|\.unlink\(|rmtree\(|rp_cleanup|clean\(|cleanup\(|TemporaryDirectory)\b|\.unlink\(|rmtree\(/;

export const filesLeftBehind = defineRule({
  code: 'RP206',
  name: 'files-left-behind',
  severity: 'info',
  title: 'Temporary files of a job are never removed',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      const files = new Set(entry.jobFunctions.map(one => one.file));
      if ([...files].some(file => removes.test(file.module.text))) continue;
      for (const one of entry.jobCalls) {
        const { call, name = '', inside } = one;
        const keeps = name === 'tempfile.NamedTemporaryFile' && call.keywords.get('delete')?.text === 'False';
        if (!keeps && !/^tempfile\.(mkdtemp|mkstemp)$/.test(name)) continue;
        report({
          path: inside.file.path,
          range: call.callee.range,
          message:
            'Nothing removes this again. A worker takes many jobs, and its disk fills up: remove it when the job ends, or use tempfile.TemporaryDirectory() in a with statement.',
          fixes: withStatement(one),
        });
      }
    }
  },
});

/** `folder = tempfile.mkdtemp()` in a function's own block: the rest of the block goes under a with statement. */
function withStatement({ call, inside }: JobCall): Fix[] {
  const { file, definition } = inside;
  const { module } = file;
  const statement = statementOf(call.node);
  const assignment = statement.parts[0];
  const target = assignment?.type === 'assignment' ? assignment.child('left') : undefined;
  const isPlain =
    target?.type === 'identifier' &&
    assignment?.child('right') === call.node &&
    /\.mkdtemp$/.test(call.callee.text);
  if (!isPlain || statement.parent !== definition.body || statement.broken || !startsLine(module, statement))
    return [];
  const rest = definition.body.parts.filter(node => node.start > statement.start);
  const last = rest.at(-1);
  // Whoever gets the path after the block would find nothing there.
  const leaves = definition.body
    .descendants('return_statement', 'yield')
    .some(node => node.descendants('identifier').some(name => name.text === target.text));
  if (!last || leaves || !rest.every(node => startsLine(module, node))) return [];
  const lineEnd = module.text.indexOf('\n', statement.end) + 1;
  const end =
    module.text.indexOf('\n', last.end) < 0 ? module.text.length : module.text.indexOf('\n', last.end) + 1;
  const made = call.node.text.replace(/\.mkdtemp(?=\s*\()/, '.TemporaryDirectory');
  const moved = reindent(module, { start: lineEnd, end }, { from: '', to: layoutOf(module).indent });
  return [
    {
      ...replaceFix('Use tempfile.TemporaryDirectory() in a with statement', sourceOf(file), [
        { start: statement.start, end: statement.end, newText: `with ${made} as ${target.text}:` },
        { start: lineEnd, end, newText: moved },
      ]),
      preferred: false,
    },
  ];
}
