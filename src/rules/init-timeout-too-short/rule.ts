// RP407: RUNPOD_INIT_TIMEOUT in the image. The platform reads it from the template, before it pulls the image.
import type { DockerInstruction } from '../../project/dockerfile';
import type { Span } from '../../project/source';
import { replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';

export const initTimeoutTooShort = defineRule({
  code: 'RP407',
  name: 'init-timeout-too-short',
  severity: 'warning',
  title: 'RUNPOD_INIT_TIMEOUT is set where RunPod does not read it',
  fixable: true,
  check({ worker }, report) {
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
  return { ...replaceFix('Remove it here (set it in the template)', source, [{ ...span, newText: '' }]), preferred: false };
}
