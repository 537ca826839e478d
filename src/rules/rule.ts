// The contract of a rule. A rule is a value, pure and total: half-typed code is ordinary input. It sees the whole
// worker (handler, local imports, Dockerfiles, requirements, scripts) and reports on any of its files.
import type { Range, TextEdit } from '../base/text';
import type { RuleContext } from './context';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface FileEdits {
  /** Absolute path. */
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly FileEdits[];
  /** Safe to apply unseen, in a fix-all. */
  readonly preferred: boolean;
  /** Fixes of this group are one change, wherever in the workspace they are offered. */
  readonly group?: string;
}

export interface Finding {
  /** Absolute path. */
  readonly path: string;
  readonly range: Range;
  readonly message: string;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  /** The image that the range names, where its digest could take that place: a fix that has to ask a registry. */
  readonly image?: string | undefined;
}

export type Report = (finding: Finding) => void;

export interface RuleSpec<Input> {
  /** `RP` and three digits, for ever. */
  readonly code: string;
  /** Kebab case; also the folder. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence, shown in the settings and the table of rules. */
  readonly title: string;
  readonly fixable: boolean;
  check(input: Input, report: Report): void;
}

export type Rule = RuleSpec<RuleContext>;

/** A finding with the identity of its rule: what the editor and `check` show. */
export interface Diagnostic extends Required<Pick<Finding, 'path' | 'range' | 'message' | 'severity'>> {
  readonly code: string;
  readonly name: string;
  readonly fixes: readonly Fix[];
  readonly image?: string | undefined;
}

/** Gives a rule its type where it is written. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
