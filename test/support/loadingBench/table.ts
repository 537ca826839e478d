// The bench's answer as text: one table of counts, the reasons of refusals, and how often detection was right.
import { basename } from 'node:path';
import type { How } from '../prover/proof';
import type { Accepted, Row } from './examine';

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

/** A line per switch that is offered: how it was proved, and what else holds of it. */
export function proofsOf(rows: readonly Row[]): string {
  const proofs = rows.flatMap(({ path, accepted }) => accepted.map(one => ({ path, ...one })));
  if (proofs.length === 0) return 'no switch is offered';
  const lines = proofs.map(({ path, to, verdict, isIdempotent, wayBack, gained, how }) => [
    path,
    to,
    verdict.replace(/,.*/s, '').replace(/:.*/s, ''),
    how ? `${how.faked.length} fake, ${how.real.length} real` : '–',
    how ? how.stubs.join(' ') || 'none' : '–',
    how ? inputsOf(how) : '–',
    isIdempotent ? 'yes' : 'NO',
    wayBack,
    gained.join(' ') || 'clean',
  ]);
  return `${aligned([proofColumns, ...lines])}\n${summaryOf(rows)}`;
}

const proofColumns = 'handler,to,verdict,libraries,own parts faked,inputs,idempotent,way back,style'.split(
  ',',
);

function inputsOf({ given, generous }: How): string {
  const found = given
    ? ['searched', ...Object.keys(given.env), ...given.absent.map(name => `without ${name}`)]
    : ['usual'];
  return [...found, ...(generous ? ['every variable and file there'] : [])].join(', ');
}

/** What the proofs stand on, counted. */
export function summaryOf(rows: readonly Row[]): string {
  const all = rows.flatMap(row => row.accepted);
  const proved = all.filter(one => one.verdict.startsWith('proved'));
  const share = (holds: (one: Accepted) => boolean, of: readonly Accepted[] = all) =>
    `${of.filter(holds).length} of ${of.length}`;
  const libraries = (which: 'faked' | 'real') =>
    counted(proved.flatMap(one => one.how?.[which] ?? []))
      .slice(0, mostNamed)
      .map(([name, times]) => `${name} ${times}`)
      .join(', ') || 'none';
  return [
    `proved            ${share(one => one.verdict.startsWith('proved'))}`,
    `  faking none of the worker's own code       ${share(one => one.how?.stubs.length === 0, proved)}`,
    `  faking parts of the worker's own code      ${share(one => (one.how?.stubs.length ?? 0) > 0, proved)}`,
    `  with inputs that had to be searched for    ${share(one => one.how?.given !== undefined, proved)}`,
    `  libraries faked  ${libraries('faked')}`,
    `  libraries real   ${libraries('real')}`,
    `idempotent        ${share(one => one.isIdempotent)}`,
    `returning         ${share(one => one.wayBack === 'same text' || one.wayBack === 'proved')}  (same text: ${all.filter(one => one.wayBack === 'same text').length})`,
    `ruff and compile  ${share(one => one.gained.length === 0)} as clean as before`,
  ].join('\n');
}

const mostNamed = 12;

const columns =
  'folder handlers labelled right first-run crashed accepted proved own-fakes idempotent returning clean refused mute';

/** A line per folder and one for all; `own-fakes`: proofs with fakes of the worker's own parts; `mute`: refusals
 * that name no line or no reason. */
export function overviewOf(examined: readonly Examined[]): string {
  const lines = [...examined.map(one => [basename(one.folder), ...figuresOf([one])])];
  const all = [columns.split(' '), ...lines, ['all', ...figuresOf(examined)]];
  return aligned(all);
}

function aligned(lines: readonly (readonly (string | number)[])[]): string {
  const widths =
    lines[0]?.map((_, at) => Math.max(...lines.map(line => String(line[at] ?? '').length))) ?? [];
  return lines
    .map(line =>
      line
        .map((cell, at) => String(cell).padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function figuresOf(examined: readonly Examined[]): (string | number)[] {
  const rows = examined.flatMap(one => one.rows);
  const labelled = examined.flatMap(({ rows: own, labels }) =>
    own.filter(row => labels.has(row.path)).map(row => labels.get(row.path) === row.strategy),
  );
  const right = labelled.filter(fits => fits).length;
  const outcomes = rows.flatMap(row => Object.values(row.outcome));
  const count = (pattern: RegExp) => outcomes.filter(outcome => pattern.test(outcome)).length;
  const accepted = rows.flatMap(row => row.accepted);
  return [
    rows.length,
    labelled.length,
    labelled.length > 0 ? `${right} (${((100 * right) / labelled.length).toFixed(1)} %)` : '–',
    firstRuns(examined),
    rows.filter(row => row.strategy === 'CRASHED').length + count(/^CRASHED/),
    accepted.length,
    count(/^proved/),
    accepted.filter(one => (one.how?.stubs.length ?? 0) > 0).length,
    accepted.filter(one => one.isIdempotent).length,
    accepted.filter(one => /^(?:same text|proved)$/.test(one.wayBack)).length,
    accepted.filter(one => one.gained.length === 0).length,
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
