// A report for a terminal: what was found, and below it where the time went, what was loaded and what was started.
import { duration } from '../../base/words';
import type { CodePlace, ImportLoad, ImportReport, ModuleTime } from './importReport';

type Shown = (path: string) => string;

const endings: Readonly<Record<ImportReport['outcome'], string>> = {
  started: 'comes to start()',
  failed: 'ends with an exception before start()',
  exited: 'exits before start()',
  ended: 'ends without start()',
  killed: 'dies before start()',
  'timed-out': 'does not come to start() in time',
};

export function importText(report: ImportReport, shown: Shown): string {
  const where = report.image ?? 'a process';
  const head = `${shown(report.path)} ${endings[report.outcome]}: ${time(report.seconds)} in ${where}`;
  return [
    head,
    ...report.findings.map(
      ({ path, range, severity, name, message }) =>
        `${shown(path)}:${range.start.line + 1}:${range.start.character + 1} ${severity} ${name} ${message}`,
    ),
    ...section('traceback', tracebackOf(report, shown)),
    ...section('lost output', report.lostOutput === '' ? [] : report.lostOutput.trimEnd().split('\n')),
    ...section('slowest imports', report.modules.map(moduleLine)),
    ...section(
      'loads before start()',
      report.loads.map(load => loadLine(load, shown)),
    ),
    ...section(
      'threads before start()',
      report.threads.map(
        ({ name, daemon, place }) => `${name}${daemon ? ' (daemon)' : ''} ${at(place, shown)}`,
      ),
    ),
    ...section('last output', report.outcome === 'started' ? [] : report.output),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map(line => `    ${line}`)];
}

function tracebackOf({ exception }: ImportReport, shown: Shown): string[] {
  if (!exception) return [];
  const frames = exception.frames.flatMap(frame => [
    `${at(frame, shown)} in ${frame.name}`,
    ...(frame.text ? [`  ${frame.text}`] : []),
  ]);
  return [...frames, ...`${exception.type}: ${exception.message}`.split('\n')];
}

function moduleLine({ module, seconds, slowest }: ModuleTime): string {
  const below = slowest.map(one => `${one.module} ${time(one.ownSeconds)}`).join(', ');
  return `${time(seconds).padStart(7)}  ${module}${below === '' ? '' : ` (most of it: ${below})`}`;
}

function loadLine({ name, what, seconds, failed, inHandlerFile, place }: ImportLoad, shown: Shown): string {
  const took = seconds === undefined ? 'never returned' : `${failed ? 'failed after ' : ''}${time(seconds)}`;
  const how = inHandlerFile ? '' : ', as a side effect of an import';
  return `${name} (${what === 'gpu' ? 'GPU' : 'model'}) ${took} ${at(place, shown)}${how}`;
}

function at({ path, line }: CodePlace, shown: Shown): string {
  return `${shown(path)}:${line + 1}`;
}

function time(seconds: number): string {
  return duration(seconds * 1000);
}
