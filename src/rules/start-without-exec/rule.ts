// RP413: a start script that runs the worker as its child. The script is process 1 and keeps SIGTERM to itself, so the
// worker never hears that it should finish.
import { startedFile } from '../../project/entries';
import type { PythonStart, WorkerImage } from '../../project/workerImage';
import { replaceFix } from '../edits';
import { defineRule } from '../rule';

export const startWithoutExec = defineRule({
  code: 'RP413',
  name: 'start-without-exec',
  severity: 'info',
  title: 'The start script runs the worker as a child: SIGTERM does not reach it',
  fixable: true,
  check({ worker }, report) {
    for (const image of worker.images) {
      for (const start of image.pythonStarts) {
        const { command, through } = start;
        const file = startedFile(image, start);
        const isEntry = worker.entries.some(entry => entry.path === file);
        const first = command.words[0];
        if (through.length === 0 || !isEntry || !first || !couldExec(start, image)) continue;
        report({
          path: command.source.path,
          range: command.source.rangeOf({ start: first.start, end: command.end }),
          message:
            'The script stays in front of the worker and keeps SIGTERM to itself: the worker cannot finish its job before it is killed. Start it with exec.',
          fixes: [
            replaceFix('Start it with exec', command.source, [
              { start: first.start, end: first.start, newText: 'exec ' },
            ]),
          ],
        });
      }
    }
  },
});

/** Not done yet, and nothing would be lost by it: no variables in front, no pipe, no command behind. */
function couldExec({ command, python }: PythonStart, { starts }: WorkerImage): boolean {
  if (python.invocation.wrappers.includes('exec') || command.assignments.length > 0) return false;
  return isLast(starts, command) && command.operator !== '|' && command.operator !== '||';
}

/** Only the last command may take the script's place: what stands behind it would never run. */
function isLast(
  starts: readonly { command: { source: unknown; start: number; words: readonly unknown[] } }[],
  command: { source: unknown; start: number },
): boolean {
  return !starts.some(
    one =>
      one.command.source === command.source &&
      one.command.start > command.start &&
      one.command.words.length > 0,
  );
}
