// RP407: RUNPOD_INIT_TIMEOUT in the image. The platform reads it from the template, before it pulls the image.
import { defineRule } from '../rule';

export const initTimeoutTooShort = defineRule({
  code: 'RP407',
  name: 'init-timeout-too-short',
  severity: 'warning',
  title: 'RUNPOD_INIT_TIMEOUT is set where RunPod does not read it',
  fixable: false,
  check({ worker }, report) {
    for (const { dockerfile, view } of worker.images) {
      const entry = view.env.get('RUNPOD_INIT_TIMEOUT');
      const word = entry?.instruction.words.find(one => one.text.startsWith('RUNPOD_INIT_TIMEOUT'));
      if (!entry || !word || entry.instruction.source !== dockerfile.source) continue;
      report({
        path: dockerfile.path,
        range: dockerfile.source.rangeOf(word),
        message: `The time limit covers the pull of the image, so it cannot come from the image. Set RUNPOD_INIT_TIMEOUT=${entry.value} in the template.`,
      });
    }
  },
});
