// RP402: the container's start calls an interpreter by a name that the image does not have. It dies in seconds with
// "not found" as its only word; the usual case is `python` on a CUDA image with only `python3`.
import type { PythonCall } from '../../project/invocation';
import type { StartCommand } from '../../project/startCommands';
import type { WorkerImage } from '../../project/workerImage';
import { insideQuotes, replaceFix } from '../edits';
import { defineRule, type Finding } from '../rule';

export const pythonNotFound = defineRule({
  code: 'RP402',
  name: 'python-not-found',
  severity: 'error',
  title: 'The container starts python (or python3) and the image has no such program',
  fixable: true,
  check({ worker }, report) {
    for (const image of worker.images) {
      for (const { command, python } of startsBeforeActivation(image)) {
        const finding = judge(image, command.source.path, python);
        if (finding) report(finding);
      }
    }
  },
});

/** An environment activated on the way brings its own names: what comes after is not judged. */
function startsBeforeActivation(image: WorkerImage): WorkerImage['pythonStarts'] {
  const at = image.starts.findIndex(changesPath);
  const before = at < 0 ? image.starts : image.starts.slice(0, at);
  return image.pythonStarts.filter(start => before.some(one => one.command === start.command));
}

function changesPath({ command }: StartCommand): boolean {
  const words = command.words.map(word => word.text).join(' ');
  const assigned = command.assignments.map(word => word.text).join(' ');
  return /\bactivate\b|\bPATH=|\b(conda|mamba|pyenv|micromamba)\b|\b(ln|apt|apt-get|update-alternatives)\s/.test(
    `${assigned} ${words}`,
  );
}

function judge(image: WorkerImage, path: string, python: PythonCall): Finding | undefined {
  const { name, interpreter, invocation } = python;
  if (name !== 'python' && name !== 'python3') return undefined;
  if (!/^(\/usr(\/local)?\/bin\/)?python3?$/.test(interpreter.text)) return undefined;
  if (image.interpreters[name] !== 'no') return undefined;
  const other = name === 'python' ? 'python3' : 'python';
  const there = image.interpreters[other];
  const { source } = invocation.command;
  const span = insideQuotes(source, interpreter);
  const found = { path, range: source.rangeOf(span) };
  if (there === 'no') {
    return {
      ...found,
      message: `The image has no ${name}: ${image.view.base} comes without Python and nothing installs it.`,
    };
  }
  if (there !== 'yes') return undefined;
  const name3 = { start: span.end - name.length, end: span.end, newText: other };
  return {
    ...found,
    message: `The image has no ${name}, only ${other}: the container ends at once with "${name}: not found".`,
    fixes: [replaceFix(`Start ${other}`, source, [name3])],
  };
}
