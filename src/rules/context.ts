// What a rule sees: the worker, and for each entry what the loading room makes of it. Worked out when a rule first
// asks, and shared by all; nothing here reads a file.

import { reportOf } from '../loading/detect';
import { type Analysis, analyse } from '../loading/detect/analysis';
import { planSwitch } from '../loading/planSwitch';
import type { LoadingReport, SwitchPlan, SwitchTarget } from '../loading/report';
import type { Program } from '../project/program';
import type { WorkerModel } from '../project/worker';
import type { Python } from '../python/parser';
import { type CheckConfig, noConfig } from './config/checkConfig';
import { type JobCall, type JobFunction, jobCallsOf, jobFunctionsOf } from './jobCode';
import type { PulledOf } from './pulledImage';

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
    this.known.report ??= reportOf(this.analysis);
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
  readonly config: CheckConfig;
  /** Endpoints of the signed-in accounts, id → name; undefined when they are not known. */
  readonly endpoints: ReadonlyMap<string, string> | undefined;
  /** Ids of the endpoints that have likely taken the place of one that is gone, likeliest first. */
  readonly successorsOf: SuccessorsOf;
  readonly pulledOf: PulledOf;
}

export type SuccessorsOf = (endpointId: string) => readonly string[];

export interface ContextOptions {
  readonly python: Python;
  /** Facts of an earlier look, by the entry's path: kept where no file of the program changed. */
  readonly earlier?: ReadonlyMap<string, EntryFacts> | undefined;
  readonly config?: CheckConfig | undefined;
  readonly endpoints?: ReadonlyMap<string, string> | undefined;
  readonly successorsOf?: SuccessorsOf | undefined;
  readonly pulledOf?: PulledOf | undefined;
}

export function contextOf(worker: WorkerModel, options: ContextOptions): RuleContext {
  const { python, earlier, config = noConfig, endpoints, successorsOf = () => [] } = options;
  const { pulledOf = () => undefined } = options;
  const entries = [...worker.programs].map(([path, program]) => {
    const known = earlier?.get(path);
    return known && isSame(known.program, program) ? known : new EntryFacts(program, python);
  });
  return { worker, entries, config, endpoints, successorsOf, pulledOf };
}

/** Unchanged texts give the very same modules. */
function isSame(a: Program, b: Program): boolean {
  if (a.files.size !== b.files.size) return false;
  return [...b.files].every(([path, { module }]) => a.files.get(path)?.module === module);
}
