// RP408: a shell stands between the platform and Python: SIGTERM ends at the shell, and the worker is killed in mid-job.
import type { CommandLine } from '../../project/imageView';
import { invocationOf } from '../../project/invocation';
import { replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';

export const shellFormCmd = defineRule({
  code: 'RP408',
  name: 'shell-form-cmd',
  severity: 'info',
  title: 'CMD or ENTRYPOINT in shell form: SIGTERM does not reach the worker',
  fixable: true,
  check({ worker }, report) {
    for (const { view, dockerfile } of worker.images) {
      for (const line of [view.cmd, view.entrypoint]) {
        if (line?.form !== 'shell' || line.instruction.source !== dockerfile.source) continue;
        const { instruction } = line;
        const last = instruction.commands.at(-1);
        if (!last || last.words[0]?.text === 'exec') continue;
        const span = { start: instruction.commands[0]?.start ?? instruction.start, end: last.end };
        report({
          path: dockerfile.path,
          range: dockerfile.source.rangeOf(span),
          message: `${instruction.keyword} in shell form runs under /bin/sh, which keeps SIGTERM to itself: the worker cannot finish its job before it is killed. Use the list form.`,
          fixes: listFix(line, span),
        });
      }
    }
  },
});

/** Only a single plain command can be written as a list and mean the same. */
function listFix(line: CommandLine, span: { start: number; end: number }): Fix[] {
  const [command, more] = line.instruction.commands;
  if (!command || more || command.assignments.length > 0 || command.redirects.length > 0) return [];
  if (!invocationOf(command) || /[$`*?~\\]/.test(command.source.slice(span))) return [];
  const list = `[${command.words.map(word => JSON.stringify(word.text)).join(', ')}]`;
  return [replaceFix('Use the list form', command.source, [{ ...span, newText: list }])];
}
