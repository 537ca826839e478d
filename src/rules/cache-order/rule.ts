// RP406: code is copied before dependencies are installed, so every edit of the handler installs them again.
import type { DockerInstruction } from '../../project/dockerfile';
import { startedFiles } from '../../project/entries';
import { installsOf } from '../../project/installs';
import type { WorkerImage } from '../../project/workerImage';
import { defineRule } from '../rule';
import { reorder } from './reorder';

export const cacheOrder = defineRule({
  code: 'RP406',
  name: 'cache-order',
  severity: 'info',
  title: 'Code is copied before the dependencies are installed',
  fixable: true,
  check({ worker }, report) {
    for (const image of worker.images) {
      const entries = startedFiles(image);
      const at = image.view.instructions.findIndex(one => bringsCode(image, one, entries));
      const copy = image.view.instructions[at];
      const later = copy && image.view.instructions.slice(at + 1).find(isSlow);
      if (!copy || !later) continue;
      const what = later.commands.some(isDownload) ? 'the download below runs' : 'the install below runs';
      report({
        path: image.dockerfile.path,
        range: image.dockerfile.source.rangeOf(copy),
        message: `The handler is copied here, so ${what} again after every edit. Copy what it needs first, and the code last; or split off a base image.`,
        fixes: reorder(image, copy, worker.requirementsFiles),
      });
    }
  },
});

function bringsCode(image: WorkerImage, one: DockerInstruction, entries: readonly string[]): boolean {
  const copy = image.view.copies.find(step => step.instruction === one && step.from === undefined);
  if (!copy) return false;
  return entries.some(entry =>
    copy.sources.some(source => {
      const name = source.text.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
      const inside = image.context.inside(entry);
      return name === '' || name === '.' || inside === name || inside.startsWith(`${name}/`);
    }),
  );
}

/** Installs packages by name or list, or downloads; an install of the code itself has to come after it. */
function isSlow(one: DockerInstruction): boolean {
  if (one.keyword !== 'RUN') return false;
  const installs = installsOf(one.commands);
  if (installs.some(install => install.opaque)) return false;
  const listed = installs.some(install => install.files.length > 0 || install.requirements.length > 0);
  return listed || one.commands.some(isDownload) || one.commands.some(isAptInstall);
}

type Command = DockerInstruction['commands'][number];

function isAptInstall({ words }: Command): boolean {
  return (
    /^(apt|apt-get|apk)$/.test(words[0]?.text ?? '') && words.some(word => /^(install|add)$/.test(word.text))
  );
}

function isDownload({ words }: Command): boolean {
  const [program = '', verb = ''] = words.map(word => word.text);
  return /^(huggingface-cli|hf)$/.test(program) ? verb === 'download' : /^(aria2c|gdown)$/.test(program);
}
