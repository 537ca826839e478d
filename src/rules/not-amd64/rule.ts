// RP409: an image for another machine than RunPod's: it is pulled, and then nothing in it can run.

import { lineage } from '../../project/dockerfile';
import { insideQuotes, replaceFix } from '../edits';
import { defineRule } from '../rule';

const armTag = /(^|\/)arm(64v8|32v7)\/|[:-](arm64|aarch64|arm64v8)(-|$)/i;

export const notAmd64 = defineRule({
  code: 'RP409',
  name: 'not-amd64',
  severity: 'warning',
  title: 'The image is built for another architecture than linux/amd64',
  fixable: true,
  check({ worker }, report) {
    for (const { dockerfile } of worker.images) {
      for (const stage of dockerfile.final ? lineage(dockerfile.final) : []) {
        const { source } = dockerfile;
        const flag = /--platform=\S+/.exec(source.slice(stage.from));
        const wrong = flag && stage.platform !== undefined && /^linux\/(?!amd64|x86_64)/.test(stage.platform);
        if (wrong) {
          const start = stage.from.start + flag.index + '--platform='.length;
          const span = insideQuotes(source, { start, end: stage.from.start + flag.index + flag[0].length });
          const message = `RunPod's machines are linux/amd64: an image for ${stage.platform} ends with "exec format error".`;
          const fixes = [replaceFix('Build for linux/amd64', source, [{ ...span, newText: 'linux/amd64' }])];
          report({ path: source.path, range: source.rangeOf(span), message, fixes });
        } else if (!stage.parent && armTag.test(stage.resolvedImage ?? '')) {
          const message = `${stage.resolvedImage} is an ARM image; RunPod's machines are linux/amd64.`;
          report({ path: source.path, range: source.rangeOf(stage.imageSpan), message });
        }
      }
    }
  },
});
