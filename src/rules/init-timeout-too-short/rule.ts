// RP407: a worker is killed while it still pulls its image. Told where the image, as it was deployed last, takes nearly
// all the time a worker is given, and where RUNPOD_INIT_TIMEOUT stands in the image: the platform reads it from the
// template, before it pulls.

import { formatBytes } from '../../base/words';
import type { DockerInstruction } from '../../project/dockerfile';
import type { Span } from '../../project/source';
import { replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';

export const initTimeoutTooShort = defineRule({
  code: 'RP407',
  name: 'init-timeout-too-short',
  severity: 'warning',
  title: 'The image takes too long to pull, or RUNPOD_INIT_TIMEOUT is set where RunPod does not read it',
  fixable: true,
  check({ worker, pulledOf }, report) {
    const pulled = pulledOf(worker.folder);
    const [image] = worker.images;
    const from = image?.dockerfile.final;
    if (pulled?.isTight && image && from && worker.images.length === 1) {
      report({
        path: image.dockerfile.path,
        range: image.dockerfile.source.rangeOf(from.imageSpan),
        message: `The image that was deployed last, ${pulled.image}, is ${formatBytes(pulled.compressedBytes)} to download: about ${pulled.seconds} s of the ${pulled.initTimeoutSeconds} s that a worker is given to start. Set RUNPOD_INIT_TIMEOUT=${pulled.wantedSeconds} in the template, or make the image smaller.`,
      });
    }
    for (const { dockerfile, view } of worker.images) {
      const entry = view.env.get('RUNPOD_INIT_TIMEOUT');
      const word = entry?.instruction.words.find(one => one.text.startsWith('RUNPOD_INIT_TIMEOUT'));
      if (!entry || !word || entry.instruction.source !== dockerfile.source) continue;
      report({
        path: dockerfile.path,
        range: dockerfile.source.rangeOf(word),
        message: `The time limit covers the pull of the image, so it cannot come from the image. Set RUNPOD_INIT_TIMEOUT=${entry.value} in the template.`,
        fixes: [takenOut(entry.instruction, word)],
      });
    }
  },
});

/** The variable alone, or its whole line. Never preferred: the value has to go into the template first. */
function takenOut({ source, words, start, end }: DockerInstruction, word: Span): Fix {
  const isAlone = words.filter(one => one.text.includes('=')).length <= 1;
  const lineEnd = source.text.indexOf('\n', end) + 1 || source.text.length;
  const margin = /(?:\s|\\\r?\n)*$/.exec(source.text.slice(start, word.start))?.[0].length ?? 0;
  const span = isAlone ? { start, end: lineEnd } : { start: word.start - margin, end: word.end };
  return {
    ...replaceFix('Remove it here (set it in the template)', source, [{ ...span, newText: '' }]),
    preferred: false,
  };
}
