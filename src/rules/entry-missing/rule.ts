// RP404: the container starts a file that the image does not have. Said only where every step that could bring it can
// be read: a known base, plain copies, no downloads.
import { basename, posix } from 'node:path';
import { factsOfBase } from '../../project/baseImages';
import { invocationOf } from '../../project/invocation';
import type { Word } from '../../project/shellWords';
import type { StartCommand } from '../../project/startCommands';
import type { WorkerImage } from '../../project/workerImage';
import { insideQuotes, replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';

export const entryMissing = defineRule({
  code: 'RP404',
  name: 'entry-missing',
  severity: 'error',
  title: 'The container starts a file that nothing puts into the image',
  fixable: true,
  check({ worker }, report) {
    for (const image of worker.images) {
      if (
        factsOfBase(image.view.base).runpod !== 'no' ||
        image.view.runs.some(command => makesFiles(command.words))
      )
        continue;
      for (const start of image.starts) {
        const word = startedWord(image, start);
        if (!word || !isMissing(image, start, word)) continue;
        const { source } = start.command;
        report({
          path: source.path,
          range: source.rangeOf(insideQuotes(source, word)),
          message: messageFor(image, start, word),
          fixes: pathFix(
            image,
            start,
            word,
            worker.pythonFiles.map(file => file.path),
          ),
        });
      }
    }
  },
});

/** Programs whose work may leave the file behind. */
function makesFiles(words: readonly Word[]): boolean {
  const name = basename(words[0]?.text ?? '');
  return (
    /^(git|curl|wget|mv|cp|ln|tar|unzip|rsync|install|aria2c|gdown|hf|huggingface-cli|python[\d.]*|bash|sh|make|svn|touch)$/.test(
      name,
    ) && !isPip(words)
  );
}

function isPip(words: readonly Word[]): boolean {
  return words.some(word => word.text === 'pip') && words.some(word => word.text === '-m');
}

/** The script of a Python call, or a script that is started by path. */
function startedWord(image: WorkerImage, start: StartCommand): Word | undefined {
  const python = image.pythonStarts.find(one => one.command === start.command)?.python;
  if (python) return python.script;
  const invocation = invocationOf(start.command);
  if (!invocation) return undefined;
  if (/^(ba|da)?sh$/.test(invocation.name))
    return invocation.args.find(word => /\.(sh|bash)$/.test(word.text));
  return /^(\.{1,2}\/|\/).*\.(sh|py)$/.test(invocation.program.text) ? invocation.program : undefined;
}

function isMissing(image: WorkerImage, start: StartCommand, word: Word): boolean {
  const path = posix.resolve(start.workdir, word.text);
  if (/[$*`]/.test(path) || !/\.(py|sh|bash)$/.test(path)) return false;
  if (/^\/(usr|bin|sbin|opt\/nvidia|etc|runpod-volume|workspace|tmp)\//.test(path)) return false;
  if (image.view.scripts.some(script => script.path === path) || image.context.fileAt(path) !== undefined)
    return false;
  return !image.context.mayBring(path);
}

function messageFor(image: WorkerImage, start: StartCommand, word: Word): string {
  const path = posix.resolve(start.workdir, word.text);
  const ignored = image.context.ignoredFileAt(path);
  const why = ignored
    ? `.dockerignore keeps ${image.context.inside(ignored)} out of the build`
    : `no COPY or ADD brings ${path === word.text ? 'it' : path}`;
  return `The image has no ${word.text}: ${why}, so the container ends at once.`;
}

/** When a file of that name is in the image at another place, its path there. */
function pathFix(image: WorkerImage, start: StartCommand, word: Word, files: readonly string[]): Fix[] {
  const there = files
    .filter(file => basename(file) === posix.basename(word.text))
    .flatMap(file => image.context.imagePathOf(file) ?? []);
  if (there.length !== 1 || !there[0]) return [];
  const { source } = start.command;
  return [replaceFix(`Start ${there[0]}`, source, [{ ...insideQuotes(source, word), newText: there[0] }])];
}
