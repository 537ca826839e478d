// The log view as a person has it: a million lines, filters, a crash of the extension host, panels of every width.
// Workers are scripted, so that what they printed is known.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptedLocal } from '../support/scriptedLocal';
import { extensionHosts } from './support/extensionHosts';
import { type Sitting, sitDown } from './support/sitting';

let sitting: Sitting;
let local: ScriptedLocal;
let state = '';

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'logs-ui-'));
  local = new ScriptedLocal({ logLinesPerSecond: 100_000 });
  await local.start(state);
  // With one endpoint alone nobody is asked which.
  await local.endpoint('other', 1);
  sitting = await sitDown({ env: { RUNPOD_WORKER_DEV_STATE: state } });
}, 180_000);
afterAll(async () => {
  await sitting?.end();
  await local?.stop();
  await rm(state, { recursive: true, force: true });
}, 60_000);

const lines = () => sitting.workbench.webview.locator('.line:not([hidden]) .text').allTextContents();
const counts = () => sitting.workbench.webview.locator('.counts').textContent();

describe('the log view', () => {
  it('follows, filters and explains with the keyboard alone', async () => {
    const { workbench } = sitting;
    const { processes } = await local.endpoint('keyboard', 2);
    const [first, second] = processes;
    for (let n = 0; n < 300; n++) first?.write('container', `step ${n}`);
    // Lines of two workers in one millisecond have no order.
    await new Promise(resolve => setTimeout(resolve, 20));
    second?.write('container', 'ERROR  | job-abcdef | no such model');
    await openLogs('keyboard');
    await expect.poll(lines).toContain('no such model');
    const list = workbench.webview.locator('[role=listbox]');
    await list.focus();
    await workbench.page.keyboard.press('Home');
    await expect.poll(lines).toContain('step 0');
    first?.write('container', 'while reading');
    await expect.poll(counts).toMatch(/\d+ lines/);
    expect(await lines()).toContain('step 0');
    await workbench.page.keyboard.press('e');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => workbench.webview.locator('.details').textContent()).toContain('no such model');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+f');
    await workbench.page.keyboard.type('step 29');
    await expect.poll(counts).toMatch(/^13 of /);
  }, 60_000);

  it('is there again, filter and all, when its window was loaded anew', async () => {
    const { workbench } = sitting;
    await sitting.reload();
    await workbench.tab(/Logs/).waitFor();
    await expect.poll(counts, { timeout: 20_000 }).toMatch(/^13 of /);
    await expect.poll(() => workbench.webview.locator('.find input').inputValue()).toBe('step 29');
  }, 60_000);

  it('names everything to a screen reader', async () => {
    const nameless = await sitting.workbench.webview.locator('main.logs').evaluate(main => {
      const controls = [...main.querySelectorAll('button, input, select, vscode-button, [role=listbox]')];
      const isNamed = (control: Element) =>
        ['aria-label', 'title', 'aria-labelledby'].some(name => control.getAttribute(name)) ||
        (control.textContent ?? '').trim() !== '';
      return controls.filter(control => !isNamed(control)).map(control => control.outerHTML.slice(0, 120));
    });
    expect(nameless).toEqual([]);
    const { webview } = sitting.workbench;
    const list = webview.locator('[role=listbox][aria-label="Log lines"]');
    expect(await list.locator('[role=option]:not([hidden])').first().getAttribute('aria-setsize')).toBe('13');
    expect(await webview.locator('[role=toolbar][aria-label]').count()).toBe(1);
    expect(await webview.locator('[aria-live=polite]').count()).toBeGreaterThan(0);
    await list.focus();
    await sitting.workbench.page.keyboard.press('Home');
    const active = async () => {
      const id = await list.getAttribute('aria-activedescendant');
      return id ? webview.locator(`#${id}`).textContent() : '';
    };
    await expect.poll(active).toContain('step 29');
  }, 30_000);

  it('has after kill -9 of the extension host what it had, and goes on without repeats', async () => {
    const { workbench } = sitting;
    const { processes } = await local.endpoint('killed', 1);
    for (let n = 0; n < 50; n++) processes[0]?.write('container', `before ${n}`);
    await openLogs('killed');
    await expect.poll(lines).toContain('before 49');
    await new Promise(resolve => setTimeout(resolve, 1_000));
    for (const pid of extensionHosts(sitting.served.profile)) process.kill(pid, 'SIGKILL');
    for (let n = 0; n < 50; n++) processes[0]?.write('container', `meanwhile ${n}`);
    await sitting.reload();
    await openLogs('killed');
    await expect.poll(lines, { timeout: 20_000 }).toContain('meanwhile 49');
    await workbench.webview.locator('.find input').fill('before');
    await expect.poll(counts, { timeout: 10_000 }).toMatch(/^50 of /);
    await workbench.webview.locator('.find input').fill('meanwhile');
    await expect.poll(counts, { timeout: 10_000 }).toMatch(/^50 of /);
  }, 120_000);
});

async function openLogs(name: string): Promise<void> {
  const { workbench } = sitting;
  await workbench.command('View: Close All Editors');
  await workbench.command('RunPod: Tail Logs');
  await workbench.pick(name);
  await workbench.tab(/Logs/).waitFor();
  await workbench.webview.locator('.counts').waitFor();
}
