// VS Code's own view of a log, beside which the log panel is measured: the same text, in the form that its filter reads,
// put behind the file of our own log channel.
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sitting } from '../../ui/support/sitting';
import type { Outcome } from './figures';

export interface OutputFigures {
  readonly open: Outcome;
  readonly filter: Outcome;
  /** Its find widget, which the panel does not have beside its filter. */
  readonly find: Outcome;
}

export interface OutputSearch {
  /** Words that every thousandth line holds. */
  readonly wanted: string;
  /** How many hold them. */
  readonly found: number;
  /** Of the lines in all. */
  readonly count: number;
}

/** The same file takes it over a minute on two slow processors. */
const patienceMs = Number(process.env.OUTPUT_PATIENCE_S ?? 300) * 1_000;
/** In the order in which they are tried, each only if the one before came. */
const stillMs = 60_000;

export function notRun(): OutputFigures {
  return { open: 'not run', filter: 'not run', find: 'not run' };
}

/** Open is over when the last line is painted; before that the view shows an empty page. */
export async function outputView(
  { workbench, served }: Sitting,
  text: string,
  { wanted, found, count }: OutputSearch,
): Promise<OutputFigures> {
  await appendFile(await channelFile(join(served.profile, 'data/logs')), text);
  const { page } = workbench;
  const panel = page.locator('.part.panel');
  // A space on the page may be one that does not break.
  const line = (words: RegExp) => panel.locator('.view-line', { hasText: words }).first();
  await workbench.palette('RunPod: Show Log');
  const openMs = await until(page.keyboard.press('Enter'), [
    line(new RegExp(`step\\s${count - 1}\\s`)).waitFor({ timeout: patienceMs }),
  ]);
  if (openMs === undefined) {
    const seconds = patienceMs / 1_000;
    return { open: `not open after ${seconds} s`, filter: 'was not open', find: 'was not open' };
  }
  await line(/step\s\d/).click();
  await page.keyboard.press('Control+f');
  const find = panel.locator('.find-widget.visible');
  await find.waitFor();
  const findMs = await until(page.keyboard.insertText(wanted), [
    find.locator('.matchesCount', { hasText: `of ${found}` }).waitFor({ timeout: stillMs }),
  ]);
  await page.keyboard.press('Escape');
  const filter = panel.locator('.viewpane-filter input').first();
  await filter.waitFor();
  const filterMs = await until(filter.fill(wanted), [
    line(/step\s\d/).waitFor({ state: 'hidden', timeout: stillMs }),
    line(new RegExp(`needle\\sin\\sline\\s${count - 1_000}`)).waitFor({ timeout: stillMs }),
  ]);
  return { open: [openMs], filter: came(filterMs), find: came(findMs) };
}

function came(ms: number | undefined): Outcome {
  return ms === undefined ? `not after ${stillMs / 1_000} s` : [ms];
}

async function channelFile(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const ours = names
    .filter(name => name.endsWith('/RunPod.log'))
    .sort()
    .at(-1);
  if (ours === undefined) throw new Error('The log channel has no file.');
  return join(folder, ours);
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
