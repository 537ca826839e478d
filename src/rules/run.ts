// Runs rules over one worker. A rule that throws is caught and logged once with its code; the others go on.
import type { Logger } from '../base/log';
import { comparePositions } from '../base/text';
import type { RuleContext } from './context';
import { isIgnored } from './ignores';
import { allRules } from './registry';
import type { Diagnostic, Finding, Rule } from './rule';

export interface RunOptions {
  readonly log?: Pick<Logger, 'error'>;
  /** The rules to run; all of them without. */
  readonly rules?: readonly Rule[];
}

/** The diagnostics of one worker, sorted by file and place. Never throws. */
export function runRules(context: RuleContext, options: RunOptions = {}): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of options.rules ?? allRules) {
    if (!context.config.runs(rule)) continue;
    try {
      rule.check(context, finding => {
        const diagnostic = isSilenced(context, rule, finding)
          ? undefined
          : diagnosticOf(context, rule, finding);
        if (diagnostic) found.push(diagnostic);
      });
    } catch (error) {
      options.log?.error(`Rule ${rule.code} ${rule.name} failed and was left out.`, error);
    }
  }
  return uniqueDiagnostics(found).sort(
    (a, b) =>
      compare(a.path, b.path) || comparePositions(a.range.start, b.range.start) || compare(a.code, b.code),
  );
}

function isSilenced({ worker, config }: RuleContext, rule: Rule, finding: Finding): boolean {
  if (config.ignores(finding.path)) return true;
  const source = worker.sources.find(one => one.path === finding.path);
  return source !== undefined && isIgnored(source.lines, rule.code, finding.range.start.line);
}

function diagnosticOf({ config }: RuleContext, rule: Rule, finding: Finding): Diagnostic | undefined {
  const { path, range, message, image, fixes = [] } = finding;
  const severity = config.severityOf(rule, path) ?? finding.severity ?? rule.severity;
  if (severity === 'off') return undefined;
  return { code: rule.code, name: rule.name, path, range, message, severity, fixes, image };
}

/** Each place once: several images of one worker, or workers that share a file, may lead a rule there twice. */
export function uniqueDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
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
