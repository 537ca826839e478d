// RP104: the setting says one loading strategy and the handler follows the other.
import type { EntryFacts } from '../context';
import { defineRule, type Finding } from '../rule';
import { switchFix } from '../switchFix';

export const strategyMismatch = defineRule({
  code: 'RP104',
  name: 'strategy-mismatch',
  severity: 'info',
  title: 'The handler loads its model in another way than runpod.loadingStrategy says',
  fixable: true,
  check({ entries, config: { strategy } }, report) {
    if (strategy === undefined) return;
    for (const entry of entries) {
      const { strategy: found } = entry.report;
      const fits = strategy === 'warm' ? ['warm', 'hybrid'] : ['lazy'];
      // A model loaded per job is RP103's; where nothing is loaded there is nothing to say.
      if (!['warm', 'lazy', 'hybrid'].includes(found) || fits.includes(found)) continue;
      const place = placeOf(entry);
      const plan = entry.plan(strategy);
      const why = plan.kind === 'refused' ? ` It cannot be switched as it is: ${plan.reason}` : '';
      if (!place) continue;
      report({
        ...place,
        message: `The setting asks for ${strategy} loading and this worker is ${found}. ${entry.report.reason}${why}`,
        fixes: switchFix(entry, strategy, `Rewrite the handler to ${strategy} loading`),
      });
    }
  },
});

function placeOf({ analysis }: EntryFacts): Pick<Finding, 'path' | 'range'> | undefined {
  const { handler } = analysis;
  return handler && { path: handler.file.path, range: handler.definition.nameNode.range };
}
