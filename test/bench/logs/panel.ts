// A million lines in the log panel of a browser-served VS Code: until rows are painted, until all are read, from a
// keystroke to the filtered rows, and frames while scrolling; beside it VS Code's own output view and `grep`, on the
// same text. `npm run bench:logs`.
import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { logFolder } from '../../../src/flows/tailLogsFolder';
import { LogCapture } from '../../../src/logs/capture/capture';
import { stopAllOnSignal } from '../../host/processes';
import { logLineOf, sdkLine } from '../../support/logLines';
import { ScriptedLocal } from '../../support/scriptedLocal';
import { type Sitting, sitDown } from '../../ui/support/sitting';
import type { Workbench } from '../../ui/support/workbench';
import { type Marks, type Phase, PhaseMarks, phases } from './marks';

const count = Number(process.env.LINES ?? 1_000_000);
const wanted = 'needle in line';
const found = count / 1_000;
const limitsMs = { open: 1_000, filter: 200 };
const patienceMs = 60_000;
const rounds = 5;
const settleMs = 7_000;

export async function main(): Promise<void> {
  stopAllOnSignal();
  const state = await mkdtemp(join(tmpdir(), 'panel-bench-'));
  const local = new ScriptedLocal();
  let sitting: Sitting | undefined;
  try {
    await local.start(state);
    const { processes } = await local.endpoint('other', 1);
    processes[0]?.write('container', 'one line');
    const { id } = await local.endpoint('million', 1);
    const text = await fill(logFolder(state, { name: 'local' }), id);
    await writeFile(join(state, 'plain.log'), text);
    sitting = await sitDown({ env: { RUNPOD_WORKER_DEV_STATE: state } });
    const ours = await panel(sitting);
    const isAlone = process.env.VIEWS === 'panel';
    const theirs = isAlone ? { open: [], all: [], filter: [] } : await outputView(sitting, text);
    const grep = () => timed(() => spawnSync('grep', ['-ic', wanted, join(state, 'plain.log')]));
    const grepMs = Array.from({ length: rounds }, grep);
    print(ours, theirs, grepMs);
  } finally {
    await sitting?.end();
    await local.stop();
    await rm(state, { recursive: true, force: true });
  }
}

function lineAt(n: number): string {
  const text =
    n % 1_000 === 0 ? `a needle in line ${n}` : `step ${n} of the epoch, loss 0.${n % 1000}, lr 3e-4`;
  return n % 4 === 0 ? sdkLine(text, `job-${n % 50}aaaa`, n % 400 === 0 ? 'ERROR' : 'INFO') : text;
}

/** Keeps the lines as the extension does, of eight workers; returns them as plain text. */
async function fill(folder: string, endpointId: string): Promise<string> {
  const capture = new LogCapture({ folder, endpointId, clock: systemClock });
  const texts: string[] = [];
  for (let n = 0; n < count; n++) {
    const line = {
      ...logLineOf(lineAt(n), { workerId: `w${n % 8}`, at: n / 1000, cursor: `c${n}` }),
      endpointId,
    };
    // As VS Code writes its own.
    const stamp = line.ts.replace('T', ' ').replace('Z', '');
    texts.push(`${stamp} [${line.level === 'ERROR' ? 'error' : 'info'}] ${line.workerId} ${line.line}`);
    await capture.keep(line);
  }
  await capture.close();
  return `${texts.join('\n')}\n`;
}

interface Figures {
  /** The same for a log of a few lines: what VS Code itself takes for a panel. */
  readonly floor?: readonly Figure[];
  /** From the choice of the endpoint, or the keystroke that runs the command. */
  readonly open: readonly Figure[];
  readonly all: readonly Figure[];
  readonly phases?: readonly Marks[];
  readonly filter: readonly Figure[];
  /** As soon as all lines are there, when no text was looked at yet. */
  readonly firstFilter?: readonly Figure[];
  /** The find widget, which VS Code's view has beside its filter. */
  readonly find?: readonly Figure[];
  readonly frames?: Frames;
}

/** ms; undefined for what never came. */
type Figure = number | undefined;

async function panel({ workbench }: Sitting): Promise<Figures> {
  const marks = await PhaseMarks.of(workbench.page, count);
  const figures = {
    phases: [] as Marks[],
    floor: noFigures(),
    open: noFigures(),
    all: noFigures(),
    filter: noFigures(),
    firstFilter: noFigures(),
  };
  const list = workbench.webview.locator('main.logs');
  let frames: Frames | undefined;
  for (let round = 0; round < rounds; round++) {
    figures.floor.push(await opened(workbench, marks, 'other'));
    figures.open.push(await opened(workbench, marks, 'million'));
    const all = await marks.until('all', patienceMs);
    figures.phases.push(all);
    figures.all.push(sinceChosen(all, 'all'));
    const total = await list.evaluate(linesInPage);
    figures.firstFilter.push(await list.evaluate(filterInPage, { text: wanted, found }));
    await list.evaluate(filterInPage, { text: '', found: total });
    figures.filter.push(await list.evaluate(filterInPage, { text: 'needle', found }));
    await list.evaluate(filterInPage, { text: '', found: total });
    frames ??= await list.evaluate(scrollInPage, 240);
  }
  return { ...figures, ...(frames && { frames }) };
}

function noFigures(): Figure[] {
  return [];
}

/** From the choice of an endpoint until rows of it are painted. */
async function opened(workbench: Workbench, marks: PhaseMarks, endpoint: string): Promise<number> {
  await workbench.command('View: Close All Editors');
  await workbench.page.locator('iframe.webview').waitFor({ state: 'detached' });
  // What the window does after a log was closed (it keeps its lines in the background) is over then.
  await workbench.page.waitForTimeout(settleMs);
  await workbench.command('RunPod: Tail Logs');
  await workbench.choices.filter({ hasText: endpoint }).first().waitFor();
  marks.begin();
  await workbench.pick(endpoint);
  return sinceChosen(await marks.until('painted', patienceMs), 'painted');
}

function sinceChosen(marks: Marks, phase: Phase): number {
  return (marks[phase] ?? Number.NaN) - (marks.chosen ?? Number.NaN);
}

/** The worker that still lives has said a little more than was asked of it. */
function linesInPage(main: Element): number {
  return Number(main.querySelector('.counts')?.textContent?.replace(/\D/g, ''));
}

/** Types as a person does; from the keystroke to the frame in which the rows and their number are there. */
async function filterInPage(
  main: Element,
  { text, found }: { text: string; found: number },
): Promise<number> {
  const input = main.querySelector('.find') as HTMLInputElement;
  input.value = text;
  const beforeMs = performance.now();
  input.dispatchEvent(new Event('input', { bubbles: true }));
  const words = `${found.toLocaleString()} `;
  const isThere = () => {
    const rows = [...main.querySelectorAll('.line:not([hidden]) .text')];
    const fits = rows.length > 0 && rows.every(row => row.textContent?.includes(text));
    const counts = main.querySelector('.counts')?.textContent ?? '';
    return fits && counts.startsWith(words);
  };
  for (;;) {
    await new Promise(resolve => requestAnimationFrame(resolve));
    if (isThere()) return performance.now() - beforeMs;
    if (performance.now() - beforeMs > 30_000) return Number.NaN;
  }
}

interface Frames {
  readonly sampled: number;
  /** Without rows at some height of the list. */
  readonly blank: number;
  /** With the rows of an earlier place. */
  readonly late: number;
  readonly longestLateMs: number;
}

/** By lines, by pages and by the scroll bar; every frame is looked at. */
async function scrollInPage(main: Element, frames: number): Promise<Frames> {
  const list = main.querySelector('.lines') as HTMLElement;
  const range = list.scrollHeight - list.clientHeight;
  const total = Number(main.querySelector('.line:not([hidden])')?.getAttribute('aria-setsize'));
  const result = { sampled: 0, blank: 0, late: 0, longestLateMs: 0 };
  let sinceMs = performance.now();
  const look = () => {
    const box = list.getBoundingClientRect();
    result.sampled++;
    for (let y = box.top + 5; y < box.bottom - 5; y += 40) {
      const at = document.elementFromPoint(box.left + box.width / 2, y)?.closest('.line');
      if (!at?.textContent) {
        result.blank++;
        break;
      }
    }
    const firstRow = [...list.querySelectorAll('.line:not([hidden])')].map(row =>
      Number(row.getAttribute('aria-posinset')),
    );
    const expected = (list.scrollTop / range) * (total - list.clientHeight / 20) + 1;
    const isLate = Math.abs(Math.min(...firstRow) - expected) > 2;
    if (isLate) {
      result.late++;
      result.longestLateMs = Math.max(result.longestLateMs, performance.now() - sinceMs);
    } else sinceMs = performance.now();
  };
  const steps = [
    (top: number) => top - 60,
    (top: number) => top - list.clientHeight,
    (top: number, n: number) => (n % 10 === 0 ? range * ((n * 37) % 100) * 0.01 : top),
  ];
  for (const step of steps) {
    for (let n = 0; n < frames / steps.length; n++) {
      list.scrollTop = Math.max(0, Math.min(range, step(list.scrollTop, n)));
      await new Promise(resolve => requestAnimationFrame(resolve));
      // After all that is drawn in this frame, which is what a person sees.
      await new Promise(resolve => setTimeout(resolve));
      look();
    }
  }
  return result;
}

/**
 * VS Code's own view of the same text: the file of our log channel, made as long, in the form that its filter reads. Open
 * is over when the last line is painted; before that the view shows an empty page.
 */
async function outputView({ workbench, served }: Sitting, text: string): Promise<Figures> {
  const folder = join(served.profile, 'data/logs');
  const names = await readdir(folder, { recursive: true });
  const ours = names
    .filter(name => name.endsWith('/RunPod.log'))
    .sort()
    .at(-1);
  if (ours === undefined) throw new Error('The log channel has no file.');
  await appendFile(join(folder, ours), text);
  const { page } = workbench;
  const panel = page.locator('.part.panel');
  // A space on the page may be one that does not break.
  const line = (words: RegExp) => panel.locator('.view-line', { hasText: words }).first();
  await workbench.palette('RunPod: Show Log');
  const openMs = await until(page.keyboard.press('Enter'), [
    line(new RegExp(`step\\s${count - 1}\\s`)).waitFor({ timeout: patienceMs }),
  ]);
  if (openMs === undefined) return { open: [openMs], all: [openMs], filter: [], find: [] };
  await line(/step\s\d/).click();
  await page.keyboard.press('Control+f');
  const find = panel.locator('.find-widget.visible');
  await find.waitFor();
  const findMs = await until(page.keyboard.insertText(wanted), [
    find.locator('.matchesCount', { hasText: `of ${found}` }).waitFor({ timeout: patienceMs }),
  ]);
  await page.keyboard.press('Escape');
  const filter = panel.locator('.viewpane-filter input').first();
  await filter.waitFor();
  const filterMs = await until(filter.fill(wanted), [
    line(/step\s\d/).waitFor({ state: 'hidden', timeout: patienceMs }),
    line(new RegExp(`needle\\sin\\sline\\s${count - 1_000}`)).waitFor({ timeout: patienceMs }),
  ]);
  return { open: [openMs], all: [openMs], filter: [filterMs], find: [findMs] };
}

/** From the beginning of an act until all is there; undefined when that never is. */
async function until(act: Promise<unknown>, there: readonly Promise<unknown>[]): Promise<number | undefined> {
  const beforeMs = performance.now();
  await act;
  return Promise.all(there).then(
    () => performance.now() - beforeMs,
    () => undefined,
  );
}

function timed(work: () => unknown): number {
  const beforeMs = performance.now();
  work();
  return performance.now() - beforeMs;
}

function print(ours: Figures, theirs: Figures, grepMs: readonly number[]): void {
  console.log(
    `${count.toLocaleString('en-US')} lines; best and median of ${rounds}, in ms`.padEnd(46),
    'log panel'.padStart(16),
    'output view'.padStart(16),
    'grep'.padStart(16),
  );
  const row = (what: string, ...cells: (readonly Figure[] | undefined)[]) =>
    console.log(what.padEnd(46), ...cells.map(cell));
  row('a log of one line is painted', ours.floor);
  row('rows are painted', ours.open, theirs.open);
  row('all lines are there', ours.all, theirs.all);
  row(`filter "${wanted}" at once`, ours.firstFilter);
  row('filter again', ours.filter, theirs.filter, grepMs);
  row('find widget', undefined, theirs.find);
  for (const [phase, words] of Object.entries(phases) as [Phase, string][])
    if (phase !== 'chosen')
      row(
        `  ${words}`,
        ours.phases?.map(marks => sinceChosen(marks, phase)),
      );
  const { sampled = 0, blank = 0, late = 0, longestLateMs = 0 } = ours.frames ?? {};
  console.log(
    `${sampled} frames while scrolling: ${blank} blank, ${late} with rows of the place before, for ${longestLateMs.toFixed(0)} ms at most`,
  );
  console.log(
    `load average ${loadavg()
      .map(load => load.toFixed(1))
      .join(', ')} on ${cpus().length} processors`,
  );
  const filters = [...(ours.firstFilter ?? []), ...ours.filter];
  const problems = [
    !(median(ours.all) < limitsMs.open) && `open took over ${limitsMs.open} ms`,
    !(median(filters) < limitsMs.filter) && `the filter took over ${limitsMs.filter} ms`,
    blank > 0 && `${blank} frames were blank`,
  ].filter(Boolean);
  if (problems.length > 0) throw new Error(problems.join('; '));
}

function cell(figures: readonly Figure[] | undefined): string {
  if (figures === undefined) return ''.padStart(16);
  const sorted = numbers(figures);
  const words =
    sorted.length === 0 ? `over ${patienceMs}` : [sorted[0] ?? 0, median(figures)].map(ms => ms.toFixed(0));
  return [words].flat().join(' / ').padStart(16);
}

function median(figures: readonly Figure[]): number {
  return numbers(figures)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

/** Ascending. */
function numbers(figures: readonly Figure[]): number[] {
  return figures
    .filter(ms => ms !== undefined && !Number.isNaN(ms))
    .sort((a, b) => (a ?? 0) - (b ?? 0)) as number[];
}
