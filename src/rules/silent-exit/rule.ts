// RP107: the worker ends because a load failed, and says nothing. sys.exit writes out what was printed; os._exit does
// not, so what a print left in the buffer is lost.
import { statementOf } from '../../python/statements';
import { replaceFix, sourceOf } from '../edits';
import {
  calls,
  type Exit,
  exitsIn,
  type FailureBranch,
  failureBranchesOf,
  importEdit,
  lineBefore,
} from '../failures';
import { defineRule } from '../rule';

export const silentExit = defineRule({
  code: 'RP107',
  name: 'silent-exit',
  severity: 'warning',
  title: 'The worker ends after a failed load without a word in the log',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const branch of failureBranchesOf(entry)) {
        for (const exit of exitsIn(branch.file.module, branch.body)) {
          if (isHeard(branch, exit)) continue;
          const source = sourceOf(branch.file);
          const lost = exit.name === 'os._exit' && printsIn(branch).length > 0;
          report({
            path: branch.file.path,
            range: exit.call.node.range,
            message: lost
              ? 'os._exit does not write out what was printed: without a terminal the lines above are lost. Print with flush=True, and the traceback too.'
              : 'The worker ends here and the log says nothing: log the traceback first.',
            fixes: [
              replaceFix('Log the traceback first', source, [
                ...importEdit(branch.file, 'traceback', source.lineEnd),
                lineBefore(statementOf(exit.call.node), 'traceback.print_exc()', source.lineEnd),
              ]),
            ],
          });
        }
      }
    }
  },
});

function isHeard(branch: FailureBranch, exit: Exit): boolean {
  const before = calls(branch.file.module, branch.body).filter(
    ({ call }) => call.node.end <= exit.call.node.start,
  );
  // logging, tracebacks and warnings go to stderr, which has no buffer to lose; other functions may do the same.
  const others = before.filter(
    ({ name }) => name !== 'print' && !/^(time\.sleep|gc\.|torch\.cuda\.)/.test(name),
  );
  if (others.length > 0) return true;
  const prints = printsIn(branch).filter(({ call }) => call.node.end <= exit.call.node.start);
  if (exit.name === 'os._exit')
    return prints.some(
      ({ call }) => call.keywords.has('flush') || /stderr/.test(call.keywords.get('file')?.text ?? ''),
    );
  const tellsItself =
    exit.call.args[0] !== undefined && !exit.call.args[0].is('integer', 'none', 'true', 'false');
  return prints.length > 0 || tellsItself;
}

function printsIn({ file, body }: FailureBranch): ReturnType<typeof calls> {
  return calls(file.module, body).filter(({ name }) => name === 'print');
}
