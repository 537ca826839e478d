// RP205: a path that exists only where a network volume is attached, used without asking; and the pods' path in a
// serverless worker.
import type { WorkerModel } from '../../project/worker';
import type { Node } from '../../python/node';
import { stringValue } from '../../python/strings';
import { defineRule } from '../rule';

const asks =
  /\b(exists|isdir|is_dir|isfile|is_file|ismount|is_mount|access|makedirs|mkdir|VolumeCache)\b|\bexcept\b/;

export const volumeAssumed = defineRule({
  code: 'RP205',
  name: 'volume-assumed',
  severity: 'warning',
  title: 'A volume is used that may not be there',
  fixable: false,
  check({ entries, worker }, report) {
    for (const { program } of entries) {
      for (const file of program.files.values()) {
        if (asks.test(file.module.text)) continue;
        for (const node of file.module.strings) {
          const message = judge(node, worker);
          if (message && isUsed(node)) report({ path: file.path, range: node.range, message });
        }
      }
    }
  },
});

function judge(node: Node, worker: WorkerModel): string | undefined {
  const path = stringValue(node) ?? node.text.replace(/^[a-zA-Z]*["']+/, '');
  if (/^\/runpod-volume(\/|$)/.test(path)) {
    return 'This folder exists only when the endpoint has a network volume, and nothing here asks. Check for it, and fall back to a folder of the image.';
  }
  const isMade =
    worker.images.length === 0 ||
    worker.images.some(image => image.dockerfile.source.text.includes('/workspace'));
  if (
    /^\/workspace(\/|$)/.test(path) &&
    !isMade &&
    worker.images.every(image => !/runpod\//.test(image.view.base ?? 'runpod/'))
  ) {
    return 'Network volumes are at /workspace in pods only; in a serverless worker they are at /runpod-volume.';
  }
  return undefined;
}

/** Not in a comparison, a log line, a docstring or the default of a setting. */
function isUsed(node: Node): boolean {
  if (node.parent?.type === 'expression_statement' || node.closest('comparison_operator')) return false;
  const call = node.closest('call')?.child('function')?.text ?? '';
  return !/(^|\.)(print|debug|info|warning|warn|error|log|getenv|get|startswith|replace|setdefault)$/.test(
    call,
  );
}
