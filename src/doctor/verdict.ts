// What the doctor says: one cause with its proof and what to do, or candidates when the proof does not decide.
import type { Evidence } from './evidence';
import type { WorkerStory } from './story';

export type CauseId =
  | 'endpoint-gone'
  | 'balance-exhausted'
  | 'scaled-down-inactive'
  | 'max-workers-zero'
  | 'image-private'
  | 'image-missing'
  | 'image-wrong-platform'
  | 'wrong-python'
  | 'disk-full'
  | 'killed-while-pulling'
  | 'killed-while-loading'
  | 'out-of-memory'
  | 'out-of-gpu-memory'
  | 'volume-missing'
  | 'import-crash'
  | 'load-crash'
  | 'fitness-failed'
  | 'handler-never-started'
  | 'crash-loop'
  | 'payload-too-large'
  | 'input-empty'
  | 'output-too-large'
  | 'output-lost'
  | 'job-expired'
  | 'execution-timeout'
  | 'handler-raised'
  | 'sdk-funnel'
  | 'blocked-loop'
  | 'stale-workers'
  | 'no-capacity'
  | 'still-pulling'
  | 'still-loading'
  | 'scaling-up'
  | 'queue-is-long';

/** One line that a person can check: what was seen, and where. */
export interface Proof {
  readonly from: 'account' | 'endpoint' | 'health' | 'image' | 'job' | 'log' | 'project' | 'workers';
  readonly text: string;
  readonly workerId?: string | undefined;
  /** RFC 3339, of a log line. */
  readonly ts?: string | undefined;
}

/** What a button does; the editor and the command line know how. */
export type RemedyAction =
  | { readonly kind: 'tail-logs'; readonly workerId?: string }
  | { readonly kind: 'scale'; readonly max: number }
  | { readonly kind: 'set-env'; readonly name: string; readonly value: string }
  | { readonly kind: 'switch-strategy'; readonly to: 'warm' | 'lazy' }
  | { readonly kind: 'open-file'; readonly path: string; readonly line: number }
  | {
      readonly kind:
        | 'update-template'
        | 'check-workspace'
        | 'build'
        | 'roll-back'
        | 'retry-job'
        | 'run-job'
        | 'purge-queue'
        | 'open-console'
        | 'choose-endpoint';
    };

export interface Remedy {
  readonly text: string;
  readonly action?: RemedyAction;
}

/** `certain`: the proof allows nothing else. `likely`: it fits and nothing speaks against it. */
export type Certainty = 'certain' | 'likely' | 'possible';

export interface Finding {
  readonly certainty: Certainty;
  /** One sentence with the facts of this case. */
  readonly summary: string;
  readonly proof: readonly Proof[];
  readonly remedies: readonly Remedy[];
  /** Nothing is broken: it takes time. */
  readonly waiting?: true;
}

/** What the causes are asked with: the evidence, and what each worker went through. */
export interface Case {
  readonly evidence: Evidence;
  readonly stories: readonly WorkerStory[];
}

export interface Cause {
  readonly id: CauseId;
  /** A few words, for a heading. */
  readonly title: string;
  /** It is what other causes look like from outside: told only where none of them is found. */
  readonly symptom?: true;
  find(examined: Case): Finding | undefined;
}

export interface Diagnosis extends Finding {
  readonly cause: CauseId;
  readonly title: string;
}

export interface Verdict {
  /** `waiting`: a matter of time. `unsure`: something is wrong and the proof does not say which candidate it is. */
  readonly state: 'healthy' | 'waiting' | 'sick' | 'unsure';
  readonly summary: string;
  /** The cause; absent when healthy or unsure. */
  readonly diagnosis: Diagnosis | undefined;
  /** Further findings, most certain first; when unsure, the candidates. */
  readonly others: readonly Diagnosis[];
}
