// RP208: a whole file, base64-coded, as the result. The platform takes 10 MB from /run and 20 MB from /runsync.
import type { ProgramFile } from '../../project/program';
import { callOf } from '../../python/calls';
import type { Node } from '../../python/node';
import { settled } from '../handlerReturns';
import { defineRule } from '../rule';

const uploads =
  /\b(rp_upload|upload_file|upload_fileobj|put_object|upload_image|boto3|bucket|blob|presigned|getsize|st_size|MAX_\w*(BYTES|SIZE|MB))\b/i;

export const outputTooLarge = defineRule({
  code: 'RP208',
  name: 'output-too-large',
  severity: 'info',
  title: 'A whole file is returned as base64, whatever its size',
  fixable: false,
  check({ entries }, report) {
    for (const entry of entries) {
      if ([...entry.program.files.values()].some(file => file.module.says(uploads))) continue;
      for (const { call, name, inside } of entry.jobCalls) {
        const [data] = call.args;
        if (name !== 'base64.b64encode' || !data || !isWholeFile(inside.file, data)) continue;
        report({
          path: inside.file.path,
          range: call.callee.range,
          message:
            'The platform takes results of at most 10 MB from /run and 20 MB from /runsync; base64 adds a third. A larger result is dropped while the job counts as COMPLETED. Upload the file and return its address, or check its size.',
        });
      }
    }
  },
});

/** `open(path, "rb").read()`, `f.read()` in `with open(…) as f`, `path.read_bytes()`. */
function isWholeFile(file: ProgramFile, node: Node): boolean {
  const read = callOf(settled(file, node));
  const method = read?.callee.type === 'attribute' ? read.callee.child('attribute')?.text : undefined;
  if (!read || read.args.length > 0) return false;
  if (method === 'read_bytes') return true;
  const object = read.callee.child('object');
  if (method !== 'read' || !object) return false;
  if (callOf(settled(file, object))?.name === 'open') return true;
  const opened = object.closest('with_statement')?.text ?? '';
  return new RegExp(`\\bopen\\([^)]*\\)\\s+as\\s+${object.text.replace(/\W/g, '\\$&')}\\b`).test(opened);
}
