// RP403: Python's output goes through a buffer, so what a worker printed just before it died never reaches the log.
import { factsOfBase } from '../../project/baseImages';
import { startedFile } from '../../project/entries';
import type { PythonCall } from '../../project/invocation';
import type { WorkerModel } from '../../project/worker';
import type { PythonStart, WorkerImage } from '../../project/workerImage';
import { insideQuotes, replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';

export const outputBuffered = defineRule({
  code: 'RP403',
  name: 'output-buffered',
  severity: 'warning',
  title: 'Python runs with buffered output: the last lines before a crash are lost',
  fixable: true,
  check({ worker }, report) {
    for (const image of worker.images) {
      if (setsUnbuffered(image) || factsOfBase(image.view.base).unbuffered !== 'no') continue;
      for (const start of image.pythonStarts) {
        const { python } = start;
        if (python.unbuffered || !startsEntry(worker, image, start)) continue;
        const { source } = python.invocation.command;
        report({
          path: source.path,
          range: source.rangeOf(insideQuotes(source, python.interpreter)),
          message:
            'Output is buffered: what the worker prints right before a crash never reaches the log. Start Python with -u or set PYTHONUNBUFFERED=1.',
          fixes: [unbufferedFix(python)],
        });
      }
    }
  },
});

function setsUnbuffered(image: WorkerImage): boolean {
  if ((image.view.env.get('PYTHONUNBUFFERED')?.value ?? '') !== '') return true;
  return image.starts.some(({ command }) =>
    [...command.assignments, ...command.words].some(word => /^PYTHONUNBUFFERED=.|^stdbuf$/.test(word.text)),
  );
}

function startsEntry(worker: WorkerModel, image: WorkerImage, start: PythonStart): boolean {
  const file = startedFile(image, start);
  return worker.entries.some(entry => entry.path === file && !handlesItself(entry.text));
}

function handlesItself(text: string): boolean {
  return /\.reconfigure\(|PYTHONUNBUFFERED|fdopen\(/.test(text);
}

function unbufferedFix({ interpreter, invocation }: PythonCall): Fix {
  const { source } = invocation.command;
  const quote = /^["']/.exec(source.slice(interpreter))?.[0];
  const isList =
    invocation.command.source.text.slice(0, interpreter.start).trimEnd().match(/[[,]$/) !== null &&
    quote === '"';
  const newText = isList ? ', "-u"' : ' -u';
  return replaceFix('Start Python with -u', source, [
    { start: interpreter.end, end: interpreter.end, newText },
  ]);
}
