// RP701: a key in a file that is committed, copied into an image, or both.
import type { PythonFile } from '../../project/projectReader';
import type { SourceText } from '../../project/source';
import { stringContent } from '../../python/strings';
import { replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';
import { type FoundSecret, findSecrets } from '../secrets';

export const secretInSource = defineRule({
  code: 'RP701',
  name: 'secret-in-source',
  severity: 'error',
  title: 'A key stands in a file of the worker',
  fixable: true,
  check({ worker }, report) {
    const python = new Map(worker.pythonFiles.map(file => [file.path, file]));
    const env = new Set(worker.envFiles);
    for (const source of worker.sources.filter(one => !env.has(one))) {
      for (const found of source.known(findSecrets)) {
        const file = python.get(source.path);
        report({
          path: source.path,
          range: source.rangeOf(found),
          message: `This looks like a ${found.kind.vendor} key. Whoever reads the repository or pulls the image has it: revoke it, and read ${found.kind.variable} from the environment.`,
          fixes: file ? readFix(file, source, found) : [],
        });
      }
    }
  },
});

/** Where the key is a whole string, `os.environ[…]` takes its place. Changes what runs, so it is never applied unseen. */
function readFix(file: PythonFile, source: SourceText, found: FoundSecret): Fix[] {
  const string = file.module.strings.find(node => node.start < found.start && found.end < node.end);
  if (!string || stringContent(string) !== source.slice(found)) return [];
  const imports = file.module.imports.filter(one => one.statement.parent === file.module.root);
  const first = imports.find(one => one.module !== '__future__')?.statement.start ?? 0;
  const importOs = imports.some(one => one.bound === 'os')
    ? []
    : [{ start: first, end: first, newText: `import os${source.lineEnd}` }];
  const read = { start: string.start, end: string.end, newText: `os.environ["${found.kind.variable}"]` };
  return [
    {
      ...replaceFix(`Read ${found.kind.variable} from the environment`, source, [...importOs, read]),
      preferred: false,
    },
  ];
}
