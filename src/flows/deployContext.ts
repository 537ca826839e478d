// What every step of a deployment gets: the account, the engine if there is one, and where to tell how far it is.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import type { Progress } from '../base/ports';
import type { RunCli } from '../image/cli/command';
import type { BuildEvent, Engine, EngineProbe, RegistryAuth } from '../image/engine';
import type { ReadRemote } from '../image/registry/remoteImage';
import type { DeployFacts, DeployJournal, DeploySettings, DeployStepName } from './deployRecord';
import type { PingResult } from './ping';
import type { Snapshots } from './updateTemplate';

/** Values that a deployment needs and that are never written down. */
export interface DeployValues {
  /** Set in the template; variables it has already and that are not named here stay. */
  readonly env?: Readonly<Record<string, string>>;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** An error of the worker's code, as the check finds it. */
export interface CheckError {
  readonly code: string;
  readonly message: string;
  /** `handler.py:12`, 1-based, for a person. */
  readonly place: string;
}

export interface DeployDeps {
  readonly target: { readonly kind: 'local' | 'account'; readonly name: string; readonly cloud: Cloud };
  /** Absent where there is none; the process runtime needs none. */
  readonly engine?: Engine | undefined;
  /** What was looked for, when there is no engine. */
  readonly probes?: readonly EngineProbe[] | undefined;
  readonly run: RunCli;
  readonly findAuth: (reference: string, signal?: AbortSignal) => Promise<RegistryAuth | undefined>;
  /** Looks at the image in its registry; over the network if nothing is given. */
  readonly readRemote?: ReadRemote;
  /** How fast a worker is assumed to pull, in bytes a second; for the estimate against the init timeout. */
  readonly pullBytesPerSecond?: number | undefined;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly journal: DeployJournal;
  readonly snapshots: Snapshots;
  /** Errors of the check for the folder; they stop a deployment before anything is changed. */
  readonly check?: ((folder: string, signal: AbortSignal) => Promise<readonly CheckError[]>) | undefined;
  readonly onBuildEvent?: ((event: BuildEvent) => void) | undefined;
  readonly onStep?:
    | ((step: { readonly name: DeployStepName; readonly state: 'running' | 'done' }) => void)
    | undefined;
}

/** A test job that was done. */
export interface TestJobResult {
  readonly id: string;
  readonly status: string;
  /** From sending to the result. */
  readonly totalMs: number;
}

export interface StepContext {
  readonly settings: DeploySettings;
  readonly values: DeployValues;
  readonly facts: DeployFacts;
  readonly deps: DeployDeps;
  readonly signal: AbortSignal;
  /** Writes facts down before the step ends: for what must be known even if the next line fails. */
  note(facts: DeployFacts): Promise<void>;
}

export interface StepOutcome {
  readonly facts?: DeployFacts;
  readonly ping?: PingResult;
  readonly testJob?: TestJobResult;
}

export type DeployStep = (context: StepContext) => Promise<StepOutcome>;
