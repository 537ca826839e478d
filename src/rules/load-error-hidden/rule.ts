// RP106: a failed load leaves a sentence of its own, and what really happened is gone.
import { replaceFix, sourceOf } from '../edits';
import { exitsIn, failureBranchesOf, headOf, importEdit, lineBefore, tellsCause } from '../failures';
import { loaderName } from '../loaderName';
import { defineRule } from '../rule';

export const loadErrorHidden = defineRule({
  code: 'RP106',
  name: 'load-error-hidden',
  severity: 'warning',
  title: 'A failed load is reported without the reason',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const branch of failureBranchesOf(entry)) {
        const { file, body } = branch;
        const first = body.parts[0];
        // An exit in silence is RP107's.
        if (branch.toldBelow || tellsCause(branch) || !first || exitsIn(file.module, body).length > 0)
          continue;
        const source = sourceOf(file);
        report({
          path: file.path,
          range: source.rangeOf(headOf(branch)),
          message: `When ${loaderName(branch.loadName)} fails, the exception is dropped here: the log will say that it failed, and nobody will know why. Log the traceback.`,
          fixes: [
            replaceFix('Log the traceback', source, [
              ...importEdit(file, 'traceback', source.lineEnd),
              lineBefore(first, 'traceback.print_exc()', source.lineEnd),
            ]),
          ],
        });
      }
    }
  },
});
