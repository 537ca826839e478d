// RP102: a model loads while another module is imported. The handler's own file may look lazy; the import is not.
import { relative } from 'node:path';
import type { Site } from '../../loading/detect/sites';
import { loaderName } from '../loaderName';
import { defineRule } from '../rule';

export const loadAtImport = defineRule({
  code: 'RP102',
  name: 'load-at-import',
  severity: 'info',
  title: 'A model loads as a side effect of an import',
  fixable: false,
  check({ entries, worker }, report) {
    for (const { analysis } of entries) {
      for (const site of analysis.startup) {
        const chain = importChain(site);
        if (chain.length === 0 || site.kind === 'server') continue;
        const shown = [...chain, site.file.path].map(path =>
          relative(worker.folder, path).replaceAll('\\', '/'),
        );
        report({
          path: site.file.path,
          range: site.node.range,
          message: `${loaderName(site.name)} runs while this file is imported (${shown.join(' → ')}): before start(), before any log of yours, and again in every process that imports it. Move it into a function that the handler's file calls.`,
        });
      }
    }
  },
});

/** The files whose import statements lead to the load; empty when it is the entry's own code that calls it. */
function importChain({ steps }: Site): string[] {
  const imports = steps.filter(step => step.node.is('import_statement', 'import_from_statement'));
  return [...new Set(imports.map(step => step.file.path))];
}
