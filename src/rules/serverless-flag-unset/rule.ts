// RP401: code asks the environment whether it runs serverless, and no one ever says so. RunPod sets no such variable.

import { factsOfBase } from '../../project/baseImages';
import { startedFiles } from '../../project/entries';
import type { WorkerImage } from '../../project/workerImage';
import { lineStart, replaceFix } from '../edits';
import { type EnvRead, envReads, envWrites } from '../environment';
import { defineRule, type Fix } from '../rule';

const flagName = /^(IS_)?(RUNPOD_)?SERVERLESS(_MODE)?$/;

export const serverlessFlagUnset = defineRule({
  code: 'RP401',
  name: 'serverless-flag-unset',
  severity: 'warning',
  title: 'Code reads a serverless flag that nothing sets',
  fixable: true,
  check({ worker }, report) {
    const images = worker.images.filter(image => startedFiles(image).length > 0);
    if (images.length === 0) return;
    // Most files never speak of it and need not be parsed.
    const files = worker.pythonFiles.filter(file => /SERVERLESS/.test(file.text));
    const written = new Set(files.flatMap(file => envWrites(file.module).map(one => one.name)));
    const inFiles = [...worker.envFiles, ...worker.hubFiles].map(source => source.text).join('\n');
    for (const file of files) {
      for (const read of envReads(file.module)) {
        if (!flagName.test(read.name) || written.has(read.name) || inFiles.includes(read.name)) continue;
        const unset = images.filter(image => !mayBeSet(image, read.name));
        if (unset.length < images.length || defaultsToTrue(read)) continue;
        report({
          path: file.path,
          range: read.key.range,
          message: `Nothing sets ${read.name}: RunPod does not, and the Dockerfile does not either, so this always reads as "not serverless".`,
          fixes: [envFix(unset, read)],
        });
      }
    }
  },
});

function mayBeSet(image: WorkerImage, name: string): boolean {
  if (image.view.env.has(name) || factsOfBase(image.view.base).python === 'unknown') return true;
  return image.starts.some(({ command }) => command.source.slice(command).includes(name));
}

function defaultsToTrue(read: EnvRead): boolean {
  return /^(true|1|yes|on)$/i.test(read.fallback ?? '');
}

function envFix(images: readonly WorkerImage[], read: EnvRead): Fix {
  const edits = images.flatMap(image => {
    const last = image.view.cmd ?? image.view.entrypoint;
    const source = image.dockerfile.source;
    if (!last || last.instruction.source !== source) return [];
    const at = lineStart(source.text, last.instruction.start);
    return replaceFix('', source, [{ start: at, end: at, newText: `ENV ${read.name}=true${source.lineEnd}` }])
      .edits;
  });
  return { title: `Set ${read.name} in the Dockerfile`, edits, preferred: true };
}
