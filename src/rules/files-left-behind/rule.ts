// RP206: temporary files made in every job and never removed: a worker that lives for days fills its disk.
import { defineRule } from '../rule';

const removes = /\b(os\.(remove|unlink|removedirs|rmdir)|shutil\.(rmtree|move)|\.unlink\(|rmtree\(|rp_cleanup|clean\(|cleanup\(|TemporaryDirectory)\b|\.unlink\(|rmtree\(/;

export const filesLeftBehind = defineRule({
  code: 'RP206',
  name: 'files-left-behind',
  severity: 'info',
  title: 'Temporary files of a job are never removed',
  fixable: false,
  check({ entries }, report) {
    for (const entry of entries) {
      const files = new Set(entry.jobFunctions.map(one => one.file));
      if ([...files].some(file => removes.test(file.module.text))) continue;
      for (const { call, name = '', inside } of entry.jobCalls) {
        const keeps = name === 'tempfile.NamedTemporaryFile' && call.keywords.get('delete')?.text === 'False';
        if (!keeps && !/^tempfile\.(mkdtemp|mkstemp)$/.test(name)) continue;
        report({
          path: inside.file.path,
          range: call.callee.range,
          message: 'Nothing removes this again. A worker takes many jobs, and its disk fills up: remove it when the job ends, or use tempfile.TemporaryDirectory() in a with statement.',
        });
      }
    }
  },
});
