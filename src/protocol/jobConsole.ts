// What the job console shows and what it can ask for. The host sends whole snapshots; media and branches of the output
// only when the panel asks for them.
import type { Output } from './output';
import type { OutputBranch } from './outputTree';

export type JobPhase = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'timed-out';

/** How a job is sent: followed by its state, waited for on one connection, or with its partial outputs. */
export const jobModes = ['run', 'runsync', 'stream'] as const;
export type JobMode = (typeof jobModes)[number];

export interface JobFailure {
  /** `ValueError`, where the SDK told it. */
  readonly type: string | undefined;
  readonly message: string;
  readonly traceback: string | undefined;
}

export interface JobSnapshot {
  readonly endpointName: string;
  readonly targetName: string;
  /** Undefined until the job was accepted. */
  readonly jobId: string | undefined;
  readonly workerId: string | undefined;
  readonly phase: JobPhase;
  /** One sentence, such as why it still waits. */
  readonly note: string | undefined;
  /** ms; undefined while not known. */
  readonly queueMs: number | undefined;
  /** Parts of `queueMs`: until the process of its worker began, and until that was ready. */
  readonly coldStartMs?: number | undefined;
  readonly loadMs?: number | undefined;
  readonly runMs: number | undefined;
  readonly totalMs: number | undefined;
  readonly retries: number;
  /** What was yielded or returned, undefined before there is any. */
  readonly output: Output | undefined;
  readonly failure: JobFailure | undefined;
}

export interface InputSource {
  readonly id: string;
  readonly label: string;
  readonly group: string;
}

/** One field of the input, as the handler's own validator describes it. */
export interface InputField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** As written in Python. */
  readonly fallback: string | undefined;
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface RepeatSnapshot {
  readonly isRunning: boolean;
  readonly wanted: number;
  readonly done: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly reason: string | undefined;
  /** ms, of those that completed; undefined before the first. */
  readonly times: { readonly queue: Spread; readonly run: Spread; readonly total: Spread } | undefined;
}

export interface Cost {
  /** Such as `$0.00021`. */
  readonly amount: string;
  readonly assumption: string;
}

export interface ConsoleSnapshot {
  /** Undefined while nothing is chosen, or the target is not there. */
  readonly endpoint: { readonly name: string; readonly targetName: string } | undefined;
  /** What a panel keeps over a reload to be found again. */
  readonly place: ConsolePlace;
  readonly problem: string | undefined;
  readonly sources: readonly InputSource[];
  readonly fields: readonly InputField[];
  readonly job: JobSnapshot | undefined;
  /** Changes whenever the output is another. */
  readonly outputVersion: number;
  readonly cost: Cost | undefined;
  readonly repeat: RepeatSnapshot | undefined;
}

export interface ConsolePlace {
  readonly target: string;
  readonly endpointId: string;
  readonly name: string;
  readonly jobId: string | undefined;
}

export const codeLanguages = ['curl', 'python', 'typescript'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

/** What the panel keeps of its own over hiding and reloading. */
export interface ConsoleDraft {
  readonly input: string;
  readonly mode: JobMode;
  readonly view: 'tree' | 'text';
  /** Addresses whose media somebody asked to see. */
  readonly allowed: readonly string[];
}

export type ToConsole =
  | { readonly kind: 'snapshot'; readonly snapshot: ConsoleSnapshot }
  /** Put this into the editor of the input. */
  | { readonly kind: 'input'; readonly text: string }
  | { readonly kind: 'media'; readonly version: number; readonly index: number; readonly base64: string }
  | {
      readonly kind: 'branch';
      readonly version: number;
      readonly path: readonly number[];
      readonly from: number;
      readonly branch: OutputBranch;
    };

export type FromConsole =
  | { readonly kind: 'ready' | 'cancel' | 'copy' | 'openOutput' | 'tailLogs' | 'stopRepeat' }
  | { readonly kind: 'run'; readonly input: string; readonly mode: JobMode }
  | { readonly kind: 'again' }
  | { readonly kind: 'repeat'; readonly input: string; readonly times: number; readonly atOnce: number }
  | { readonly kind: 'source'; readonly id: string }
  | { readonly kind: 'saveInput'; readonly input: string }
  | {
      readonly kind: 'copyCode';
      readonly language: CodeLanguage;
      readonly input: string;
      readonly mode: JobMode;
    }
  | { readonly kind: 'media' | 'saveMedia' | 'allowMedia'; readonly index: number }
  | { readonly kind: 'branch'; readonly path: readonly number[]; readonly from: number };

/** Rows of a branch that are sent at once. */
export const branchPage = 100;
