// The bench's answer as text: one table of counts, the reasons of refusals, and how often detection was right.
import { basename } from 'node:path';
import type { Row } from './examine';

/** Every handler with its outcomes. */
export function listOf(rows: readonly Row[]): string {
  return rows
    .map(
      ({ path, strategy, shape, outcome }) =>
        `${path}\n  ${strategy} ${shape}\n  warm: ${outcome.warm}\n  lazy: ${outcome.lazy}`,
    )
    .join('\n');
}

/** `labels`: by path, the strategy that a person gave it. */
export function tableOf(rows: readonly Row[], labels: ReadonlyMap<string, string>): string {
  const outcomes = rows.flatMap(row => Object.values(row.outcome));
  const count = (pattern: RegExp) => outcomes.filter(outcome => pattern.test(outcome)).length;
  const proved = count(/^proved/);
  const accepted = proved + count(/^not /) + count(/^(?:NOT|NO|WAY)/);
  return [
    `handlers        ${rows.length}`,
    ...counted(rows.map(row => row.strategy)).map(([name, times]) => `  ${name.padEnd(14)}${times}`),
    `switches asked  ${outcomes.length}`,
    `  accepted      ${accepted}`,
    `    proved      ${proved}  (same text back: ${count(/same text back/)})`,
    `    not run     ${count(/^not /)}`,
    `    not proved  ${count(/^(?:NOT|NO|WAY)/)}`,
    `  unchanged     ${count(/^unchanged/)}`,
    `  refused       ${count(/^refused/)}`,
    ...counted(outcomes.flatMap(reasonOf)).map(
      ([reason, times]) => `    ${String(times).padStart(3)}  ${reason}`,
    ),
    `  crashed       ${count(/CRASHED/)}`,
    ...accuracy(rows, labels),
  ].join('\n');
}

/** The reason without what is special about one file. */
function reasonOf(outcome: string): string[] {
  const reason = /^refused: (?:Line \d+: )?([\s\S]*)/.exec(outcome)?.[1];
  return reason === undefined ? [] : [reason.replace(/\/\S+\//g, '').replace(/line \d+/g, 'line N')];
}

function counted(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

function accuracy(rows: readonly Row[], labels: ReadonlyMap<string, string>): string[] {
  const labelled = rows.filter(row => labels.has(row.path));
  if (labelled.length === 0) return [];
  const wrong = labelled.filter(row => labels.get(row.path) !== row.strategy);
  const right = labelled.length - wrong.length;
  const percent = ((100 * right) / labelled.length).toFixed(1);
  return [
    `labelled        ${labelled.length}, right ${right} (${percent} %)`,
    ...wrong.map(
      row => `    ${row.path}: read as ${labels.get(row.path)}, detected ${row.strategy} ${row.shape}`,
    ),
  ];
}

/** One folder, looked at. */
export interface Examined {
  readonly folder: string;
  readonly rows: readonly Row[];
  readonly labels: ReadonlyMap<string, string>;
  /** What was right when the folder was new: `29 of 32`. */
  readonly firstRun: string | undefined;
}

const columns =
  'folder handlers labelled right first-run crashed accepted proved idempotent returning refused mute';

/** A line per folder and one for all; `mute`: refusals that name no line or no reason. */
export function overviewOf(examined: readonly Examined[]): string {
  const lines = [...examined.map(one => [basename(one.folder), ...figuresOf([one])])];
  const all = [columns.split(' '), ...lines, ['all', ...figuresOf(examined)]];
  const widths = all[0]?.map((_, at) => Math.max(...all.map(line => String(line[at] ?? '').length))) ?? [];
  return all.map(line => line.map((cell, at) => String(cell).padEnd(widths[at] ?? 0)).join('  ')).join('\n');
}

function figuresOf(examined: readonly Examined[]): (string | number)[] {
  const rows = examined.flatMap(one => one.rows);
  const labelled = examined.flatMap(({ rows: own, labels }) =>
    own.filter(row => labels.has(row.path)).map(row => labels.get(row.path) === row.strategy),
  );
  const right = labelled.filter(fits => fits).length;
  const outcomes = rows.flatMap(row => Object.values(row.outcome));
  const count = (pattern: RegExp) => outcomes.filter(outcome => pattern.test(outcome)).length;
  const accepted = count(/^(?:proved|not |NOT|NO|WAY)/);
  return [
    rows.length,
    labelled.length,
    labelled.length > 0 ? `${right} (${((100 * right) / labelled.length).toFixed(1)} %)` : '–',
    firstRuns(examined),
    rows.filter(row => row.strategy === 'CRASHED').length + count(/^CRASHED/),
    accepted,
    count(/^(?:proved|WAY|NO WAY)/),
    accepted - count(/^NOT IDEMPOTENT/),
    accepted - count(/^(?:WAY|NO WAY)/),
    count(/^refused/),
    count(/^refused: (?!Line \d+: \S)/),
  ];
}

function firstRuns(examined: readonly Examined[]): string {
  const known = examined.flatMap(({ firstRun }) => firstRun?.split(' of ').map(Number) ?? []);
  if (known.length === 0) return '–';
  const sum = (odd: number) => known.filter((_, at) => at % 2 === odd).reduce((a, b) => a + b, 0);
  return `${sum(0)} of ${sum(1)}`;
}
