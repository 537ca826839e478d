// RP109: the worker ends after a failed load with status 0, which says that all is well.
import { replaceFix, sourceOf } from '../edits';
import { exitsIn, failureBranchesOf, importEdit } from '../failures';
import { defineRule } from '../rule';

export const exitZeroOnFailure = defineRule({
  code: 'RP109',
  name: 'exit-zero-on-failure',
  severity: 'warning',
  title: 'A failed load ends the worker with status 0',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const branch of failureBranchesOf(entry)) {
        for (const { call, name, status } of exitsIn(branch.file.module, branch.body)) {
          if (status !== 0) continue;
          const source = sourceOf(branch.file);
          const newText = name === 'os._exit' ? 'os._exit(1)' : 'sys.exit(1)';
          report({
            path: branch.file.path,
            range: call.node.range,
            message: `${call.node.text} ends with status 0: the platform takes it for a worker that finished, not for one that failed.`,
            fixes: [
              replaceFix(`Use ${newText}`, source, [
                ...(name === 'os._exit' ? [] : importEdit(branch.file, 'sys', source.lineEnd)),
                { start: call.node.start, end: call.node.end, newText },
              ]),
            ],
          });
        }
      }
    }
  },
});
