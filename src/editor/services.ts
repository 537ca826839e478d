// What commands, views and diagnostics are given. At most twelve; a function that needs two takes two.
import type { Memento, Uri } from 'vscode';
import type { Event } from '../base/emitter';
import type { Python } from '../python/parser';
import type { Diffs } from './adapters/diffs';
import type { LogChannel } from './adapters/logChannel';
import type { LongWork } from './adapters/progress';
import type { Prompts } from './adapters/prompts';
import type { Settings } from './adapters/settings';
import type { BuildLog } from './build/buildLog';
import type { Pulled } from './deploy/pulled';
import type { EndpointDiagnosis } from './diagnosis/diagnosis';
import type { ImportFindings } from './diagnostics/importFindings';
import type { Jobs } from './jobs/jobs';
import type { ShownImage } from './panels/imagePanel';
import type { Report } from './report';
import type { StrategyComparison } from './strategy/comparison';
import type { EndpointSubject } from './subject';
import type { Targets } from './targets/targets';
import type { Endpoints } from './views/endpoints';
import type { Workers } from './workers/workers';

/** Where we live, and what is loaded from there when it is first needed. */
export interface Home {
  readonly extensionId: string;
  readonly extensionUri: Uri;
  readonly extensionPath: string;
  /** Of Local RunPod, shared with the command line; snapshots are kept there too. */
  readonly stateFolder: () => Promise<string>;
  readonly python: () => Promise<Python>;
  /** Of this workspace; survives reloading the window. */
  readonly memory: Memento;
  readonly buildLog: BuildLog;
  readonly importFindings: ImportFindings;
  readonly pulled: Pulled;
}

export interface Panels {
  showImage(image: ShownImage): void;
  /** One job of the console. */
  showJob(key: string): void;
  /** The console of an endpoint, ready to send a job with this input. */
  showConsole(subject: EndpointSubject, input?: string): void;
  /** `jobId`: opens on what went wrong with that job, else on its first line. */
  showLogs(subject: EndpointSubject, focus?: { readonly jobId?: string | undefined }): void;
  /** Whether a panel follows these logs. */
  showsLogs(subject: Pick<EndpointSubject, 'target' | 'endpointId'>): boolean;
  /** A log panel was opened or closed. */
  readonly onLogs: Event<void>;
  /** Takes it over, as the next. */
  showDiagnosis(diagnosis: EndpointDiagnosis): void;
  /** Takes it over: closing the panel ends it. */
  showComparison(comparison: StrategyComparison): void;
}

export interface Services {
  readonly log: LogChannel;
  /** The one error door. */
  readonly report: Report;
  readonly settings: Settings;
  readonly prompts: Prompts;
  readonly longWork: LongWork;
  readonly diffs: Diffs;
  readonly targets: Targets;
  /** The workers of this workspace. */
  readonly workers: Workers;
  /** The jobs sent from here. */
  readonly jobs: Jobs;
  /** What is known of the endpoints of all targets. */
  readonly endpoints: Endpoints;
  readonly panels: Panels;
  readonly home: Home;
}
