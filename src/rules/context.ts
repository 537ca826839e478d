// What a rule sees: the worker, and what the loading room makes of its handler, worked out before the rules run so that
// rules stay synchronous and pure.
import type { LoadingReport, SwitchPlan, SwitchTarget } from '../loading/report';
import type { WorkerModel } from '../project/worker';

export interface LoadingFacts {
  readonly report: LoadingReport;
  /** What a switch would do; both are planned only where a rule may offer them. */
  readonly plans: Readonly<Partial<Record<SwitchTarget, SwitchPlan>>>;
}

export interface RuleContext {
  readonly worker: WorkerModel;
  /** By the path of the entry. */
  readonly loading: ReadonlyMap<string, LoadingFacts>;
  /** The setting `runpod.loadingStrategy`, when someone set it. */
  readonly strategy: SwitchTarget | undefined;
}
