// What is known about a handler's loading strategy: the answer of detection, and of planning a switch.
import type { Range, TextEdit } from '../base/text';

export type Strategy = 'warm' | 'lazy' | 'hybrid' | 'per-request' | 'none' | 'unknown';
export type SwitchTarget = 'warm' | 'lazy';

/** Whether a worker of that strategy already does what the setting asks: a hybrid loads before start(), so it is warm. */
export function meets(strategy: Strategy, target: SwitchTarget): boolean {
  return strategy === target || (strategy === 'hybrid' && target === 'warm');
}

export interface Load {
  /** Absolute path of the file the load is in. */
  readonly path: string;
  readonly range: Range;
  /** What makes it a load, in words: `Cls.from_pretrained`, `RapidOCR()`. */
  readonly how: string;
  /** Module-level names it fills. */
  readonly names: readonly string[];
  /** From the entry file to the file of the load, in order of import. */
  readonly chain: readonly string[];
}

export interface LoadingReport {
  readonly path: string;
  readonly strategy: Strategy;
  /** Name of the shape in the evidence (W1 … P3), for people who want to look it up. */
  readonly shape: string;
  readonly loads: readonly Load[];
  /** The function behind the `"handler"` key. */
  readonly handler: { readonly name: string; readonly range: Range } | undefined;
  readonly switchable: { readonly warm: boolean; readonly lazy: boolean };
  /** Why the answer is what it is, or why it cannot be switched. */
  readonly reason: string;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly path: string;
  readonly range: Range;
  /** What stands in the way, naming the line. */
  readonly reason: string;
  /** What a person could do. */
  readonly advice: string;
}

export interface SwitchEdits {
  readonly kind: 'edits';
  readonly files: readonly { readonly path: string; readonly edits: readonly TextEdit[] }[];
  /** Strings, docstrings and log lines that now lie; shown beside the diff, never rewritten. */
  readonly notes: readonly { readonly path: string; readonly range: Range; readonly message: string }[];
}

export type SwitchPlan = SwitchEdits | Refusal | { readonly kind: 'unchanged'; readonly reason: string };
