// The job console as a person uses it, with a real worker: an input with its error, partial outputs while it runs,
// pictures and sound, a traceback, many runs, and all of it again after a reload. Leaves pictures of each state.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/tree';
import { type Sitting, sitDown } from './support/sitting';

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;
const slow = { timeout: 60_000 };

let sitting: Sitting;

beforeAll(async () => {
  sitting = await sitDown({
    python: true,
    size: { width: 1280, height: 780 },
    settings: { 'runpod.deploy.runtime': 'process' },
  });
  await copyFile(join(root, 'test/fixtures/consoleWorker.py'), join(sitting.workspace, 'handler.py'));
});
afterAll(() => sitting?.end());

const input = () => sitting.workbench.webview.locator('textarea');
const button = (name: string) => sitting.workbench.webview.locator(`vscode-button[aria-label="${name}"]`);
const status = () => sitting.workbench.webview.locator('h1');
const job = (fields: object) => JSON.stringify({ input: fields }, null, 2);

async function pictures(name: string): Promise<void> {
  const { page } = sitting.workbench;
  for (const [kind, theme] of Object.entries(themes)) {
    await sitting.set('workbench.colorTheme', theme);
    await page.locator(`.monaco-workbench.${kind === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
    await sitting.workbench.picture(`${name}-${kind}`);
  }
}

async function send(fields: object): Promise<void> {
  await input().fill(job(fields));
  await button('Run').click();
}

describe('the job console', () => {
  it('opens without sending anything and says what is wrong with an input', async () => {
    const { workbench } = sitting;
    await workbench.sidebar('RunPod');
    await workbench.command('RunPod: Start Local RunPod');
    await workbench.treeRow('No endpoints yet').waitFor();
    await workbench.inlineAction(workbench.treeRow(/^worker-sample$/), 'Build and Deploy…');
    await workbench.input.waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.toast(/Deployed worker-sample/).waitFor({ timeout: 120_000 });
    await workbench.dismissToasts();
    await workbench.command('RunPod: Open Job Console…');
    await input().waitFor();
    await input().fill('{\n  "input": {"parts": }\n}');
    await workbench.webview.getByText(/Line 2, column 2\d/).waitFor();
    expect(await button('Run').getAttribute('disabled')).not.toBeNull();
    await workbench.webview.getByText('What the handler checks').waitFor();
    await pictures('console-input');
  }, 240_000);

  it('shows partial outputs while the job runs, and cancels it', async () => {
    const { webview } = sitting.workbench;
    await webview.getByLabel('How it is sent').selectOption('stream');
    await send({ parts: 60, seconds: 0.5 });
    await status().getByText('Running').waitFor(slow);
    await webview.locator('.tree summary').nth(2).waitFor(slow);
    await pictures('console-streaming');
    await button('Cancel').click();
    await status().getByText('Cancelled').waitFor(slow);
  });

  it('shows the picture and plays the sound of a result', async () => {
    const { webview } = sitting.workbench;
    await webview.getByLabel('How it is sent').selectOption('run');
    await send({ media: true });
    await status().getByText('Completed').waitFor(slow);
    const width = () =>
      webview.locator('figure.image img').evaluate(image => (image as HTMLImageElement).naturalWidth);
    const seconds = () =>
      webview.locator('figure.audio audio').evaluate(audio => (audio as HTMLAudioElement).duration);
    await webview.locator('figure.image img').waitFor();
    await expect.poll(width).toBe(160);
    await expect.poll(seconds).toBeCloseTo(0.5, 1);
    await pictures('console-media');
  });

  it('comes back as it was after a reload', async () => {
    await sitting.reload();
    const { webview } = sitting.workbench;
    await status().getByText('Completed').waitFor(slow);
    expect(JSON.parse(await input().inputValue())).toEqual({ input: { media: true } });
    await webview.locator('figure.audio audio').waitFor();
  }, 120_000);

  it('shows a traceback', async () => {
    await send({ fail: 'the scheduler is missing' });
    await status().getByText('Failed').waitFor(slow);
    await sitting.workbench.webview.getByText('ValueError: ').first().waitFor();
    await pictures('console-failed');
  });

  it('repeats a job and tells the spread', async () => {
    const { webview } = sitting.workbench;
    await input().fill(job({ seconds: 0.01 }));
    await webview.getByLabel('How many times').fill('5');
    await button('Repeat').click();
    await webview.getByText('5 of 5 jobs').waitFor(slow);
    expect(await webview.locator('.repeat tbody tr').count()).toBe(3);
    await pictures('console-repeat');
  });
});
