// Diagnostics for terminals and machines: one line each, the JSON of `check --json`, and SARIF 2.1.0 for code scanning.
import { pathToFileURL } from 'node:url';
import type { Diagnostic, Rule, Severity } from './rule';

/** `file:line:column severity code message`, counted from 1. */
export function renderText(diagnostics: readonly Diagnostic[], shown: (path: string) => string): string {
  return diagnostics
    .map(({ path, range, severity, code, message }) => {
      const { line, character } = range.start;
      return `${shown(path)}:${line + 1}:${character + 1} ${severity} ${code} ${message}`;
    })
    .join('\n');
}

export interface DiagnosticJson {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly path: string;
  readonly range: Diagnostic['range'];
  readonly message: string;
  readonly fixable: boolean;
}

/** The shape of `check --json`: lines and characters 0-based, in UTF-16 units. */
export function diagnosticJson(diagnostic: Diagnostic, shown: (path: string) => string): DiagnosticJson {
  const { code, name, severity, path, range, message, fixes } = diagnostic;
  return { code, name, severity, path: shown(path), range, message, fixable: fixes.length > 0 };
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

export interface SarifOptions {
  readonly rules: readonly Rule[];
  readonly version: string;
  /** A path as the report shows it: relative paths get forward slashes, absolute ones become file URLs. */
  readonly shown: (path: string) => string;
}

/** A SARIF 2.1.0 log with one run. */
export function sarifOf(diagnostics: readonly Diagnostic[], options: SarifOptions): unknown {
  const { rules, version } = options;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'runpod-worker-dev',
            version,
            rules: rules.map(({ code, name, title, severity }) => ({
              id: code,
              name,
              shortDescription: { text: `${title}.` },
              help: {
                text: `Silence it in code with "# runpod: ignore[${code}]", or set its severity in .runpod/check.json.`,
              },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map(one => sarifResult(one, options)),
      },
    ],
  };
}

function sarifResult(one: Diagnostic, { rules, shown }: SarifOptions): unknown {
  const { start, end } = one.range;
  return {
    ruleId: one.code,
    ruleIndex: rules.findIndex(rule => rule.code === one.code),
    level: levels[one.severity],
    message: { text: one.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(shown(one.path)) },
          region: {
            startLine: start.line + 1,
            startColumn: start.character + 1,
            endLine: end.line + 1,
            endColumn: end.character + 1,
          },
        },
      },
    ],
  };
}

function uriOf(path: string): string {
  if (/^([A-Za-z]:)?[\\/]/.test(path)) return pathToFileURL(path).href;
  return path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
