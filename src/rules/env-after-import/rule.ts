// RP504: a RUNPOD_… variable written after `import runpod`, which has read it already.
import type { PythonFile } from '../../project/projectReader';
import type { Node } from '../../python/node';
import { statementOf } from '../../python/statements';
import { replaceFix } from '../edits';
import { type EnvWrite, envWrites } from '../environment';
import { defineRule, type Fix } from '../rule';

/** Read once, when `runpod` is imported (SDK 1.7 to 1.12). */
const readOnImport =
  /^RUNPOD_(WEBHOOK_(POST_OUTPUT|POST_STREAM|PING)|PING_INTERVAL|AI_API_KEY|POD_ID|POD_HOSTNAME|ENDPOINT_ID|LOG_LEVEL|DEBUG_LEVEL)$/;

export const envAfterImport = defineRule({
  code: 'RP504',
  name: 'env-after-import',
  severity: 'warning',
  title: 'A RUNPOD_ variable is set after import runpod has read it',
  fixable: true,
  check({ worker }, report) {
    for (const file of worker.pythonFiles.filter(one => /RUNPOD_/.test(one.text))) {
      const imported = file.module.imports.find(
        one =>
          one.level === 0 && /^runpod(\.|$)/.test(one.module) && one.statement.parent === file.module.root,
      );
      if (!imported) continue;
      for (const write of envWrites(file.module)) {
        if (!readOnImport.test(write.name) || write.node.start < imported.statement.start) continue;
        report({
          path: file.path,
          range: write.key.range,
          message: `The SDK has read ${write.name} when it was imported in line ${imported.statement.line + 1}: setting it here changes nothing.`,
          fixes: moveFix(file, imported.statement, write),
        });
      }
    }
  },
});

/** Only a constant at module level can move without taking anything along. */
function moveFix(file: PythonFile, importStatement: Node, { node, name }: EnvWrite): Fix[] {
  const statement = statementOf(node);
  const isConstant =
    node.type === 'assignment' &&
    node.child('right')?.type === 'string' &&
    !node.child('right')?.childOfType('interpolation');
  const osBefore = file.module.imports.some(
    one => one.bound === 'os' && one.statement.start < importStatement.start,
  );
  if (statement.parent !== file.module.root || !isConstant || !osBefore) return [];
  const { source } = file;
  const { text } = source;
  const lineEndAt = text.indexOf('\n', statement.end);
  const isAlone = text.slice(statement.end, lineEndAt < 0 ? text.length : lineEndAt).trim() === '';
  if (!isAlone || lineEndAt < 0) return [];
  return [
    replaceFix(`Set ${name} before the import`, source, [
      {
        start: importStatement.start,
        end: importStatement.start,
        newText: `${statement.text}${source.lineEnd}`,
      },
      { start: statement.start, end: lineEndAt + 1, newText: '' },
    ]),
  ];
}
