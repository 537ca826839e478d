// RP109: the worker ends after a failed load with status 0, which says that all is well.
import type { ProgramFile } from '../../project/program';
import { replaceFix, sourceOf } from '../edits';
import { type Exit, exitsIn, failureBranchesOf, importEdit } from '../failures';
import { defineRule, type Finding } from '../rule';

export const exitZeroOnFailure = defineRule({
  code: 'RP109',
  name: 'exit-zero-on-failure',
  severity: 'warning',
  title: 'A failed load ends the worker with status 0',
  fixable: true,
  check({ entries }, report) {
    for (const { file, body } of entries.flatMap(failureBranchesOf)) {
      for (const exit of exitsIn(file.module, body)) if (exit.status === 0) report(findingOf(exit, file));
    }
  },
});

function findingOf({ call: { node }, name }: Exit, file: ProgramFile): Finding {
  const source = sourceOf(file);
  const newText = name === 'os._exit' ? 'os._exit(1)' : 'sys.exit(1)';
  return {
    path: file.path,
    range: node.range,
    message: `${node.text} ends with status 0: the platform takes it for a worker that finished, not for one that failed.`,
    fixes: [
      replaceFix(`Use ${newText}`, source, [
        ...(name === 'os._exit' ? [] : importEdit(file, 'sys', source.lineEnd)),
        { start: node.start, end: node.end, newText },
      ]),
    ],
  };
}
