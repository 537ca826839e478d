// RP411: weights that every new worker fetches from the hub, where neither the image nor a volume keeps a copy.
import type { Site } from '../../loading/detect/sites';
import { factsOfBase } from '../../project/baseImages';
import { startedFiles } from '../../project/entries';
import { installsOf } from '../../project/installs';
import { callOf } from '../../python/calls';
import { stringValue } from '../../python/strings';
import type { EntryFacts, RuleContext } from '../context';
import { replaceFix } from '../edits';
import { settled } from '../handlerReturns';
import { defineRule, type Fix } from '../rule';

const keepsInImage =
  /snapshot_download|hf_hub|from_pretrained|huggingface|\bhf\b|HF_H|TRANSFORMERS_|cache|download|fetch|model|weights/i;
const keepsInCode =
  /cache_dir|download_root|local_files_only|runpod-volume|huggingface-cache|HF_HOME|HF_HUB|snapshot_download/;

export const runtimeDownload = defineRule({
  code: 'RP411',
  name: 'runtime-download',
  severity: 'info',
  title: 'Every new worker downloads the weights from the hub',
  fixable: true,
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
          fixes: bake(repository, entry, context),
        });
      }
    }
  },
});

/** Every image of the entry can be read, and nothing anywhere speaks of keeping weights. */
function isShown(entry: EntryFacts, { worker }: RuleContext): boolean {
  const images = worker.images.filter(image => startedFiles(image).includes(entry.path));
  if (images.length === 0 || worker.scripts.some(script => keepsInImage.test(script.text))) return false;
  if ([...entry.program.files.values()].some(file => file.module.says(keepsInCode))) return false;
  return images.every(
    image => factsOfBase(image.view.base).runpod === 'no' && !keepsInImage.test(image.dockerfile.source.text),
  );
}

const bringsHub = /^(transformers|diffusers|sentence-transformers|huggingface-hub|accelerate|peft|timm)$/;

/** A download in the image, above the code. Never preferred: it makes the image as much larger. */
function bake(repository: string, entry: EntryFacts, { worker }: RuleContext): Fix[] {
  const images = worker.images.filter(image => startedFiles(image).includes(entry.path));
  const [image] = images;
  if (!image || images.length > 1 || !worker.requirements.some(one => bringsHub.test(one.name))) return [];
  const { source } = image.dockerfile;
  const { instructions } = image.view;
  const python =
    image.interpreters.python === 'yes'
      ? 'python'
      : image.interpreters.python3 === 'yes'
        ? 'python3'
        : undefined;
  const at = instructions.findLastIndex(one => installsOf(one.commands).length > 0);
  const last = instructions[at];
  // A cache belongs to the user that filled it.
  if (!python || !last || last.source !== source || instructions.some(one => one.keyword === 'USER'))
    return [];
  const line = `RUN ${python} -c "from huggingface_hub import snapshot_download; snapshot_download('${repository}')"`;
  const edit = { start: last.end, end: last.end, newText: source.lineEnd + line };
  return [{ ...replaceFix(`Download ${repository} into the image`, source, [edit]), preferred: false }];
}

/** `org/name` among the arguments of a loader that asks the hub. */
function repositoryOf({ name, node, file }: Site): string | undefined {
  if (!/(^|\.)(from_pretrained|pipeline|SentenceTransformer|CrossEncoder)$/.test(name)) return undefined;
  const call = callOf(node);
  const given = [...(call?.args ?? []), ...(call?.keywords.values() ?? [])];
  return given
    .map(one => stringValue(settled(file, one)) ?? '')
    .find(text => /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/.test(text));
}
