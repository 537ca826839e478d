// Measures the worker warm and lazy and shows both in a panel. Answers the verdict once it is known.
import { dirname } from 'node:path';
import type { LoadingReport } from '../../loading/report';
import { StrategyComparison } from '../strategy/comparison';
import { optionsOf, subjectOf } from '../subject';
import { requireTrust } from './chooseFolder';
import { chooseHandler } from './chooseHandler';
import type { Command } from './command';

export const strategyCompare: Command = async (services, given) => {
  requireTrust();
  const report =
    subjectOf<LoadingReport>(given) ??
    (await chooseHandler(services, optionsOf(given).path, 'Compare Loading Strategies'));
  const known = services.workers.all?.find(({ loading }) => loading.some(({ path }) => path === report.path));
  const comparison = new StrategyComparison(services, {
    path: report.path,
    folder: known?.worker.folder ?? dirname(report.path),
    input: known?.worker.testInputs[0]?.path,
  });
  services.panels.showComparison(comparison);
  await comparison.run();
  return comparison.snapshot.verdict;
};
