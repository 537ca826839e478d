// RP411: weights that every new worker fetches from the hub, where neither the image nor a volume keeps a copy.
import type { Site } from '../../loading/detect/sites';
import { factsOfBase } from '../../project/baseImages';
import { startedFiles } from '../../project/entries';
import { callOf } from '../../python/calls';
import { stringValue } from '../../python/strings';
import type { EntryFacts, RuleContext } from '../context';
import { settled } from '../handlerReturns';
import { defineRule } from '../rule';

const keepsInImage = /snapshot_download|hf_hub|from_pretrained|huggingface|\bhf\b|HF_H|TRANSFORMERS_|cache|download|fetch|model|weights/i;
const keepsInCode = /cache_dir|download_root|local_files_only|runpod-volume|huggingface-cache|HF_HOME|HF_HUB|snapshot_download/;

export const runtimeDownload = defineRule({
  code: 'RP411',
  name: 'runtime-download',
  severity: 'info',
  title: 'Every new worker downloads the weights from the hub',
  fixable: false,
  check(context, report) {
    for (const entry of context.entries) {
      if (!isShown(entry, context)) continue;
      for (const site of [...entry.analysis.startup, ...entry.analysis.jobs]) {
        const repository = repositoryOf(site);
        if (!repository) continue;
        report({
          path: site.file.path,
          range: site.node.range,
          message: `Each new worker downloads ${repository} before its first job: neither the image nor a volume keeps it. Bake it into the image, name it as the endpoint's cached model, or keep it on a network volume.`,
        });
      }
    }
  },
});

/** Every image of the entry can be read, and nothing anywhere speaks of keeping weights. */
function isShown(entry: EntryFacts, { worker }: RuleContext): boolean {
  const images = worker.images.filter(image => startedFiles(image).includes(entry.path));
  if (images.length === 0 || worker.scripts.some(script => keepsInImage.test(script.text))) return false;
  if ([...entry.program.files.values()].some(file => keepsInCode.test(file.module.text))) return false;
  return images.every(
    image => factsOfBase(image.view.base).runpod === 'no' && !keepsInImage.test(image.dockerfile.source.text),
  );
}

/** `org/name` among the arguments of a loader that asks the hub. */
function repositoryOf({ name, node, file }: Site): string | undefined {
  if (!/(^|\.)(from_pretrained|pipeline|SentenceTransformer|CrossEncoder)$/.test(name)) return undefined;
  const call = callOf(node);
  const given = [...(call?.args ?? []), ...(call?.keywords.values() ?? [])];
  return given.map(one => stringValue(settled(file, one)) ?? '').find(text => /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/.test(text));
}
