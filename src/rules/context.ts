// What a rule sees: the worker, and for each entry what the loading room makes of it. Worked out when a rule first
// asks, and shared by all; nothing here reads a file.

import { detect } from '../loading/detect';
import { type Analysis, analyse } from '../loading/detect/analysis';
import { planSwitch } from '../loading/planSwitch';
import type { LoadingReport, SwitchPlan, SwitchTarget } from '../loading/report';
import type { Program } from '../project/program';
import type { WorkerModel } from '../project/worker';
import type { Python } from '../python/parser';

import { type JobCall, type JobFunction, jobCallsOf, jobFunctionsOf } from './jobCode';

export class EntryFacts {
  private readonly known: {
    analysis?: Analysis;
    report?: LoadingReport;
    functions?: readonly JobFunction[];
    calls?: readonly JobCall[];
  } = {};
  private readonly plans = new Map<SwitchTarget, SwitchPlan>();

  constructor(
    readonly program: Program,
    private readonly python: Python,
  ) {}

  get path(): string {
    return this.program.entry.path;
  }

  get analysis(): Analysis {
    this.known.analysis ??= analyse(this.program);
    return this.known.analysis;
  }

  get report(): LoadingReport {
    this.known.report ??= detect(this.program);
    return this.known.report;
  }

  /** The functions that a job runs, the handler first. */
  get jobFunctions(): readonly JobFunction[] {
    this.known.functions ??= jobFunctionsOf(this.analysis);
    return this.known.functions;
  }

  /** The calls that a job makes. */
  get jobCalls(): readonly JobCall[] {
    this.known.calls ??= jobCallsOf(this.analysis, this.jobFunctions);
    return this.known.calls;
  }

  /** What switching this entry would change; checked as `switch` does. */
  plan(to: SwitchTarget): SwitchPlan {
    const plan = this.plans.get(to) ?? planSwitch(this.program, to, this.python);
    this.plans.set(to, plan);
    return plan;
  }
}

export interface RuleContext {
  readonly worker: WorkerModel;
  readonly entries: readonly EntryFacts[];
  /** The setting `runpod.loadingStrategy`, when someone set it. */
  readonly strategy: SwitchTarget | undefined;
}

export interface ContextOptions {
  readonly python: Python;
  readonly strategy?: SwitchTarget | undefined;
}

export function contextOf(worker: WorkerModel, { python, strategy }: ContextOptions): RuleContext {
  const entries = [...worker.programs.values()].map(program => new EntryFacts(program, python));
  return { worker, entries, strategy };
}
