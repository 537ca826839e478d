// The page of the log view in a real browser, talking to a real session whose workers are scripted: what a person sees,
// clicks and types, in every sentence of what the view promises.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { LogConversation } from '../../src/editor/logs/logConversation';
import { LogSession } from '../../src/editor/logs/logSession';
import type { EndpointSubject } from '../../src/editor/subject';
import { LogCapture } from '../../src/logs/capture/capture';
import type { TailItem } from '../../src/logs/line';
import { readLogMessage } from '../../src/protocol/logMessages';
import { openBrowser } from '../host/browser';
import { aWorker, workersOf } from '../support/builders';
import { fakeCloud } from '../support/fakeCloud';
import { logLineOf, pythonTraceback, sdkLine, stampAt } from '../support/logLines';
import { openPanelPage, type PanelBundle, panelBundle } from '../support/panelPage';

let browser: Browser;
let bundle: PanelBundle;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs-page-'));
  browser = await openBrowser();
  bundle = await panelBundle('logs');
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const attack = '<img src=x onerror="window.pwned=1">';

/** A worker that is killed twice at its init timeout, and one that works. */
function* story(): Generator<TailItem> {
  const one = (text: string, at: number) => logLineOf(text, { workerId: 'first', at, cursor: `a${at}` });
  const two = (text: string, at: number, source: 'container' | 'system' = 'system') =>
    logLineOf(text, { workerId: 'second', at, source, cursor: `b${at}` });
  yield one('--- Starting Serverless Worker |  Version 1.12.0 ---', 0);
  yield one(sdkLine('Started.', 'job-aaaaaa'), 1);
  yield one('\u001b[32mgreen\u001b[0m words', 2);
  for (const percent of [10, 50, 100]) yield one(`${percent}%|████ epoch`, 3);
  for (const [index, line] of pythonTraceback.entries()) yield one(line, 4 + index / 100);
  yield one(sdkLine('Finished.', 'job-aaaaaa'), 5);
  yield one(attack, 6);
  yield { gap: { from: stampAt(7), to: stampAt(21), workerId: 'first' } };
  yield two('start container for img: begin', 10);
  yield two('worker second was not ready within 420 seconds and was killed', 430);
  yield two('container of worker second was ended by SIGKILL', 430.5);
  yield two('start container for img: begin', 431);
  for (let n = 0; n < 200; n++) yield one(`step ${n}`, 500 + n);
}

interface Shown {
  readonly page: Page;
  readonly violations: string[];
  /** What was asked of VS Code. */
  readonly asked: string[];
  print(text: string): void;
  /** The texts of the rows on the page. */
  lines(): Promise<string[]>;
  counts(): Promise<string>;
  close(): Promise<void>;
}

async function showing(endpointId: string, items: Iterable<TailItem> = story()): Promise<Shown> {
  const capture = new LogCapture({ folder, endpointId, clock: systemClock });
  for (const item of items) await capture.keep(item);
  await capture.close();
  const printed: string[] = [];
  let wake: () => void = () => undefined;
  const cloud = fakeCloud({
    endpoints: { workers: async () => workersOf(aWorker({ id: 'live' })) },
    logs: {
      async *stream(_endpoint, _worker, _options, signal) {
        for (let next = 0; !signal.aborted; next++) {
          while (printed.length <= next && !signal.aborted)
            await new Promise<void>(resolve => {
              wake = resolve;
              signal.addEventListener('abort', () => resolve(), { once: true });
            });
          const line = printed[next];
          const ts = stampAt(10_000 + next);
          if (line !== undefined) yield { source: 'container' as const, line, ts, id: ts };
        }
      },
    },
  });
  const target = { kind: 'local', name: 'local', cloud };
  const subject = { target, endpointId, name: 'ocr' } as unknown as EndpointSubject;
  const session = new LogSession(subject, {
    clock: systemClock,
    folder: async () => folder,
    secrets: () => [],
  });
  const asked: string[] = [];
  let send: (message: unknown) => void = () => undefined;
  const conversation = new LogConversation(session, {
    send: message => send(message),
    now: () => Date.parse(stampAt(800)),
    copy: text => void asked.push(`copy ${text}`),
    openDocument: text => void asked.push(`document ${text}`),
    save: text => void asked.push(`save ${text}`),
    openJob: jobId => void asked.push(`job ${jobId}`),
    openFile: (path, line) => void asked.push(`file ${path}:${line}`),
    hasJob: () => true,
    filesIn: async text => (text.includes('handler.py') ? [{ path: '/app/handler.py', line: 3 }] : []),
  });
  const running = session.run();
  const { page, violations } = await openPanelPage(browser, bundle, (message, answer) => {
    send = answer;
    const read = readLogMessage(message);
    if (read) void conversation.answer(read);
  });
  await page.locator('.line:not([hidden])').first().waitFor();
  return {
    page,
    violations,
    asked,
    print(text) {
      printed.push(text);
      wake();
    },
    lines: () => page.locator('.line:not([hidden]) .text').allTextContents(),
    counts: async () => (await page.locator('.counts').textContent()) ?? '',
    async close() {
      conversation.dispose();
      session.dispose();
      await running;
      await page.close();
    },
  };
}

const list = (page: Page) => page.getByRole('listbox', { name: 'Log lines' });
const filter = (page: Page) => page.getByRole('textbox', { name: 'Filter by text' });
/** Rows of the story: 1 + 2 + 1 + 4 + 1 + 1 + 1 + 4 + 200. */
const all = 215;

describe('the page of the log view', () => {
  it('shows who said what, when and how bad: progress folded, a gap as a gap, colours, and nothing run', async () => {
    const { page, lines, counts, violations, close } = await showing('looks');
    expect(await counts()).toBe(`${all} lines`);
    expect(await page.getByRole('status').textContent()).toMatch(/^(?:Following 1 worker|Connecting…)$/);
    await list(page).focus();
    await page.keyboard.press('Home');
    await expect.poll(lines).toContain('green words');
    const shown = await lines();
    expect(shown.filter(text => text.includes('%|'))).toEqual(['100%|████ epoch']);
    expect(shown).toContain(attack);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(await page.locator('.line .ansiGreen').textContent()).toBe('green');
    const gap = page.locator('.line.gap:not([hidden])');
    expect(await gap.textContent()).toContain('Reconnected to first: 14 s missing');
    const error = page.locator('.line.error:not(.more)', { hasText: 'Traceback' });
    expect(await error.locator('.level').textContent()).toBe('error');
    expect(await error.locator('.worker').textContent()).toBe('first');
    expect(await error.locator('.job').textContent()).toBe('job-aaaa');
    expect(await page.locator('.line.more:not([hidden])').count()).toBe(3);
    expect(violations).toEqual([]);
    await close();
  });

  it('follows, stays where a reader stopped, and has all that came meanwhile', async () => {
    const { page, lines, counts, print, close } = await showing('follows');
    await expect.poll(lines).toContain('step 199');
    print('first live line');
    await expect.poll(lines).toContain('first live line');
    await list(page).focus();
    await page.keyboard.press('Home');
    await expect.poll(async () => (await lines())[0]).toMatch(/Starting Serverless Worker/);
    const before = await lines();
    for (let n = 0; n < 300; n++) print(`meanwhile ${n}`);
    await expect.poll(counts).toBe(`${all + 301} lines`);
    expect(await lines()).toEqual(before);
    await page.getByRole('button', { name: 'Go to the end and follow' }).click();
    await expect.poll(lines).toContain('meanwhile 299');
    await filter(page).fill('meanwhile');
    await expect.poll(counts).toBe(`300 of ${all + 301} lines`);
    await close();
  });

  it('combines text, pattern, level, source, job and worker, and says what is no pattern', async () => {
    const { page, lines, counts, close } = await showing('filters');
    await filter(page).fill('STEP 19');
    await expect.poll(counts).toMatch(/^12 of /);
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await filter(page).fill('step (');
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/not a regular expression/);
    await filter(page).fill('step 19\\d$');
    await expect.poll(counts).toMatch(/^11 of /);
    await filter(page).fill('');
    await page.getByRole('combobox', { name: 'Level' }).selectOption('ERROR');
    await expect.poll(counts).toMatch(/^5 of /);
    await page.getByRole('combobox', { name: 'Level' }).selectOption('');
    await page.getByRole('combobox', { name: 'Source' }).selectOption('system');
    // A gap is told whatever is looked for.
    await expect.poll(counts).toMatch(/^5 of /);
    await page.getByRole('button', { name: 'Worker first', exact: true }).click();
    await expect.poll(counts).toMatch(/^4 of /);
    expect((await lines()).every(text => /container|ready/.test(text))).toBe(true);
    await page.getByRole('combobox', { name: 'Source' }).selectOption('');
    // It is the only one that is shown: so all are again.
    await page.getByRole('button', { name: 'Worker second', exact: true }).click({ modifiers: ['Alt'] });
    await expect.poll(counts).toBe(`${all} lines`);
    await list(page).focus();
    await page.keyboard.press('Home');
    await page.locator('.line .job', { hasText: 'job-aaaa' }).first().click();
    await expect.poll(counts).toMatch(/^\d of /);
    await page.getByRole('button', { name: 'Show all jobs' }).click();
    await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('1');
    await expect.poll(counts).toMatch(/^61 of /);
    await close();
  });

  it('goes to the first line of a worker, to an error, and into a line with its files', async () => {
    const { page, asked, close } = await showing('finds');
    const active = () => page.locator('.line.active').getAttribute('aria-label');
    await page.getByRole('button', { name: 'Worker second', exact: true }).focus();
    await page.keyboard.press('Home');
    await expect.poll(active).toMatch(/system worker second start container for img: begin$/);
    await list(page).focus();
    await page.keyboard.press('Shift+E');
    await expect.poll(active).toMatch(/error worker first Traceback/);
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Line details' });
    await details.waitFor();
    // The list is lower now; the line that was opened is still seen whole.
    const seen = () =>
      page.locator('.line.active').evaluate(row => {
        const { top, bottom } = row.getBoundingClientRect();
        const box = row.closest('.lines')?.getBoundingClientRect();
        return box !== undefined && top >= box.top - 1 && bottom <= box.bottom + 1;
      });
    await expect.poll(seen).toBe(true);
    await details.getByRole('link', { name: 'File "/app/handler.py", line 3' }).click();
    await details.getByRole('button', { name: 'Open job' }).click();
    await expect.poll(() => asked).toEqual(['file /app/handler.py:3', 'job job-aaaaaa']);
    await page.keyboard.press('Escape');
    await expect.poll(() => details.count()).toBe(0);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    await expect
      .poll(() => asked.at(-1))
      .toMatch(/^copy \S+ first ERROR Traceback .*\n\S+ first ERROR {3}File/);
    await filter(page).fill('step 199');
    await expect.poll(() => page.locator('.counts').textContent()).toMatch(/^1 of /);
    await page.getByRole('button', { name: 'Open these lines as a document' }).click();
    await page.getByRole('button', { name: 'Save these lines…' }).click();
    await expect
      .poll(() => asked.slice(-2))
      .toEqual([
        expect.stringMatching(/^document \S+ first step 199$/),
        expect.stringMatching(/^save \S+ first step 199$/),
      ]);
    await close();
  });

  it('stamps lines in local time, in UTC and from the start', async () => {
    const { page, close } = await showing('stamps');
    const first = () => page.locator('.line:not([hidden]) time').first().textContent();
    await list(page).focus();
    await page.keyboard.press('Home');
    const stamps = page.getByRole('combobox', { name: 'Time stamps' });
    await stamps.selectOption('utc');
    await expect.poll(first).toBe('00:00:00.000');
    await stamps.selectOption('relative');
    await expect.poll(first).toBe('+0:00.000');
    await stamps.selectOption('local');
    const local = new Date(stampAt(0)).toTimeString().slice(0, 8);
    await expect.poll(first).toBe(`${local}.000`);
    await close();
  });

  it('draws the lives of the workers, lets kills at the init timeout stand out, and leads to their lines', async () => {
    const { page, lines, counts, close } = await showing('timeline');
    const timeline = page.getByRole('region', { name: 'Timeline of the workers' });
    const kill = timeline.getByRole('button', {
      name: /^Init timeout of worker second: Not ready within 420 s/,
    });
    // As a theme sets it.
    await page.evaluate(() =>
      document.documentElement.style.setProperty('--vscode-errorForeground', 'rgb(200, 0, 0)'),
    );
    const colour = await kill.evaluate(element => getComputedStyle(element).getPropertyValue('color'));
    expect(await kill.locator('.codicon-watch').count()).toBe(1);
    expect(colour).toBe('rgb(200, 0, 0)');
    expect(await timeline.getByRole('button', { name: /^Restart of worker second/ }).count()).toBe(1);
    expect(await timeline.locator('.state.initializing').count()).toBe(2);
    expect(await timeline.locator('.state.down').count()).toBe(1);
    await kill.click();
    await expect.poll(lines).toContain('worker second was not ready within 420 seconds and was killed');
    const bar = timeline.getByRole('group', { name: /^Worker first/ }).locator('.bar');
    const box = await bar.boundingBox();
    if (!box) throw new Error('The track has no bar.');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 3, { steps: 4 });
    await page.mouse.up();
    await expect.poll(counts).toMatch(/^\d+ of /);
    await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('');
    await expect.poll(counts).toBe(`${all} lines`);
    await timeline.locator('.job.finished').click();
    await expect.poll(counts).toMatch(/^\d of /);
    await close();
  });
});
