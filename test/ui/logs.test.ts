// The log view as a person has it: a million lines, filters, a crash of the extension host, panels of every width.
// Workers are scripted, so that what they printed is known.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptedLocal } from '../support/scriptedLocal';
import { killExtensionHosts } from './support/extensionHosts';
import { type Sitting, sitDown } from './support/sitting';
import { spokenTree } from './support/spokenTree';

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

  it('names everything to a screen reader, in the order in which it is reached', async () => {
    const { workbench } = sitting;
    await expect.poll(lines).toContain('step 29');
    const list = workbench.webview.locator('[role=listbox]');
    await list.focus();
    await workbench.page.keyboard.press('Home');
    const tree = await spokenTree(workbench.page, list);
    const named = (role: string) => tree.filter(node => node.role === role).map(node => node.name);
    expect(named('main')).toHaveLength(1);
    expect(named('heading')).toEqual(['keyboard']);
    // Polite, so that nobody is interrupted by a connection that comes back.
    expect(tree.find(node => node.role === 'status')).toMatchObject({ live: 'polite' });
    expect(named('search')).toEqual(['Log filters']);
    expect(named('textbox')).toEqual(['Filter by text']);
    expect(named('combobox')).toEqual(['Level', 'Source', 'Time', 'Time stamps']);
    expect(named('region')).toEqual(['Timeline of the workers']);
    expect(named('button')).toEqual(
      expect.arrayContaining([
        'Regular expression',
        'Next error (E)',
        'Go to the end and follow',
        'Save these lines…',
      ]),
    );
    expect(named('button').filter(name => name.startsWith('Worker '))).toHaveLength(2);
    expect(tree.filter(node => node.isFocusable && node.name === '')).toEqual([]);
    const firstRow = /^\d\d:\d\d:\d\d\.\d{3} worker \S+ step 29$/;
    expect(named('option').filter(name => / step 29\d?$/.test(name))).toHaveLength(11);
    expect(named('option').some(name => firstRow.test(name))).toBe(true);
    expect(tree.find(node => node.name === 'Log lines')).toMatchObject({
      role: 'listbox',
      active: expect.stringMatching(firstRow),
    });
    const places = await list
      .locator('[role=option]:not([hidden])')
      .evaluateAll(rows =>
        rows.map(row => ['aria-posinset', 'aria-setsize'].map(name => Number(row.getAttribute(name)))),
      );
    expect(places).toEqual(Array.from({ length: 13 }, (_, place) => [place + 1, 13]));
  }, 30_000);

  it('is gone through with Tab from the filter over the workers to the lines', async () => {
    const { workbench } = sitting;
    const here = () =>
      workbench.webview
        .locator(':focus')
        .first()
        .evaluate(element => {
          const named = element.closest('[aria-label]');
          return named?.getAttribute('aria-label') ?? '';
        });
    await workbench.webview.locator('[role=listbox]').focus();
    await workbench.page.keyboard.press('Control+f');
    const reached: string[] = [];
    for (let press = 0; press < 40 && reached.at(-1) !== 'Log lines'; press++) {
      reached.push(await here());
      await workbench.page.keyboard.press('Tab');
    }
    const names = ['Filter by text', 'Regular expression', 'Level', 'Source', 'Time', 'Time stamps'];
    expect(reached.slice(0, names.length)).toEqual(names);
    const workers = reached.filter(name => name.startsWith('Worker '));
    expect(workers).toHaveLength(2);
    expect(reached.indexOf('Save these lines…')).toBeLessThan(reached.indexOf(workers[0] ?? ''));
    expect(reached.at(-1)).toBe('Log lines');
  }, 30_000);

  it('has after kill -9 of the extension host what it had, and goes on without repeats', async () => {
    const { workbench } = sitting;
    const { processes } = await local.endpoint('killed', 1);
    for (let n = 0; n < 50; n++) processes[0]?.write('container', `before ${n}`);
    await openLogs('killed');
    await expect.poll(lines).toContain('before 49');
    await new Promise(resolve => setTimeout(resolve, 1_000));
    killExtensionHosts(sitting.served.profile);
    for (let n = 0; n < 50; n++) processes[0]?.write('container', `meanwhile ${n}`);
    await sitting.reload();
    await openLogs('killed');
    await expect.poll(lines, { timeout: 20_000 }).toContain('meanwhile 49');
    await workbench.webview.locator('.find input').fill('before');
    await expect.poll(counts, { timeout: 10_000 }).toMatch(/^50 of /);
    await workbench.webview.locator('.find input').fill('meanwhile');
    await expect.poll(counts, { timeout: 10_000 }).toMatch(/^50 of /);
  }, 120_000);

  it('says aloud how many lines pass, and that the connection broke', async () => {
    const { workbench } = sitting;
    await openLogs('keyboard');
    await workbench.webview.locator('.find input').fill('step 299');
    const spoken = workbench.webview.locator('.spoken[aria-live=polite]');
    await expect.poll(() => spoken.textContent(), { timeout: 10_000 }).toMatch(/^1 of \d+ lines$/);
    const state = workbench.webview.locator('[role=status]');
    await expect.poll(() => state.textContent()).toMatch(/^Following \d workers?$/);
    await local.stop();
    await expect
      .poll(() => state.textContent(), { timeout: 20_000 })
      .toMatch(/^Reconnecting to|cannot|reach/i);
  }, 60_000);
});

async function openLogs(name: string): Promise<void> {
  const { workbench } = sitting;
  await workbench.command('View: Close All Editors');
  await workbench.command('RunPod: Tail Logs');
  await workbench.pick(name);
  await workbench.tab(/Logs/).waitFor();
  await workbench.webview.locator('.counts').waitFor();
}
