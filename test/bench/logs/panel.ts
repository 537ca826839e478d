// A million lines in the log panel of a browser-served VS Code: until rows are painted, until all are read, from a
// keystroke to the filtered rows, and frames while scrolling; beside it VS Code's own output view and `grep`, on the
// same text. `npm run bench:logs`.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
import { cell, columnCharacters, type Figure, median, type Outcome } from './figures';
import { type Marks, type Phase, PhaseMarks, phases } from './marks';
import { notRun, type OutputFigures, outputView } from './outputView';

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
    const theirs = isAlone ? notRun() : await outputView(sitting, text, { wanted, found, count });
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
  readonly floor: readonly Figure[];
  /** From the choice of the endpoint. */
  readonly open: readonly Figure[];
  readonly all: readonly Figure[];
  readonly phases: readonly Marks[];
  readonly filter: readonly Figure[];
  /** As soon as all lines are there, when no text was looked at yet. */
  readonly firstFilter: readonly Figure[];
  readonly frames: Frames | undefined;
}

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
  return { ...figures, frames };
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

function timed(work: () => unknown): number {
  const beforeMs = performance.now();
  work();
  return performance.now() - beforeMs;
}

function print(ours: Figures, theirs: OutputFigures, grepMs: readonly number[]): void {
  console.log(
    `${count.toLocaleString('en-US')} lines; best and median of ${rounds}, in ms`.padEnd(52),
    ...['log panel', 'output view', 'grep'].map(word => word.padStart(columnCharacters)),
  );
  const row = (what: string, ...outcomes: (Outcome | undefined)[]) =>
    console.log(what.padEnd(52), ...outcomes.map(cell));
  row('a log of one line is painted', ours.floor);
  row('rows are painted (of the output view: the last line)', ours.open, theirs.open);
  row('all lines are there', ours.all, theirs.open);
  row(`filter "${wanted}" at once`, ours.firstFilter);
  row('filter again', ours.filter, theirs.filter, grepMs);
  row('find widget', undefined, theirs.find);
  console.log('From the choice of the endpoint until');
  for (const [phase, words] of Object.entries(phases) as [Phase, string][])
    if (phase !== 'chosen')
      row(
        `  ${words}`,
        ours.phases.map(marks => sinceChosen(marks, phase)),
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
  const problems = [
    !(median(ours.open) < limitsMs.open) && `open took over ${limitsMs.open} ms`,
    !(median(ours.all) < limitsMs.open) && `all lines took over ${limitsMs.open} ms`,
    !(median(ours.firstFilter) < limitsMs.filter) && `the first filter took over ${limitsMs.filter} ms`,
    !(median(ours.filter) < limitsMs.filter) && `the filter took over ${limitsMs.filter} ms`,
    blank > 0 && `${blank} frames were blank`,
  ].filter(Boolean);
  if (problems.length > 0) throw new Error(problems.join('; '));
}
