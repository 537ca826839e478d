// Runs rules over one worker. A rule that throws is caught and logged once with its code; the others go on.
import type { Logger } from '../base/log';
import { comparePositions } from '../base/text';
import type { RuleContext } from './context';
import { isIgnored } from './ignores';
import { allRules } from './registry';
import type { Diagnostic, Finding, Rule, Severity } from './rule';

export type SeveritySetting = Severity | 'off';

export interface RunOptions {
  /** By code (`RP103`) or name (`load-per-request`); what is not named keeps the rule's own severity. */
  readonly severities?: Readonly<Record<string, SeveritySetting>>;
  readonly log?: Pick<Logger, 'error'>;
  /** The rules to run; all of them without. */
  readonly rules?: readonly Rule[];
}

/** The diagnostics of one worker, sorted by file and place. Never throws. */
export function runRules(context: RuleContext, options: RunOptions = {}): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of options.rules ?? allRules) {
    const setting = options.severities?.[rule.code] ?? options.severities?.[rule.name];
    if (setting === 'off') continue;
    try {
      rule.check(context, finding => {
        if (!isSilenced(context, rule, finding)) found.push(diagnosticOf(rule, finding, setting));
      });
    } catch (error) {
      options.log?.error(`Rule ${rule.code} ${rule.name} failed and was left out.`, error);
    }
  }
  return unique(found).sort(
    (a, b) =>
      compare(a.path, b.path) || comparePositions(a.range.start, b.range.start) || compare(a.code, b.code),
  );
}

function isSilenced({ worker }: RuleContext, rule: Rule, finding: Finding): boolean {
  const source = worker.sources.find(one => one.path === finding.path);
  return source !== undefined && isIgnored(source.lines, rule.code, finding.range.start.line);
}

function diagnosticOf(rule: Rule, finding: Finding, setting: Severity | undefined): Diagnostic {
  const { path, range, message, fixes = [] } = finding;
  const severity = setting ?? finding.severity ?? rule.severity;
  return { code: rule.code, name: rule.name, path, range, message, severity, fixes };
}

/** Several images or entries of one worker may lead a rule to the same place twice. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const { start, end } = one.range;
    const key = [one.code, one.path, start.line, start.character, end.line, end.character].join('\n');
    if (!byPlace.has(key)) byPlace.set(key, one);
  }
  return [...byPlace.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
