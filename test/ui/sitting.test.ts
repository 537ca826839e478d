// One sitting of a worker developer, from the first command to the last, in a real VS Code with the packaged
// extension, a real browser, Local RunPod and a real worker. The steps build on each other.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/tree';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

const rolloutMs = 120_000;

describe.sequential('a sitting', () => {
  let sitting: Sitting;
  let vscode: Workbench;

  const shippedHandler = () => readFile(join(root, 'worker-sample/handler.py'), 'utf8');
  const handler = () => readFile(join(sitting.workspace, 'handler.py'), 'utf8');

  /** By the icon at the worker's row, to the endpoint of that name if there is one. */
  const startDeploy = async () => {
    await vscode.dismissToasts();
    await vscode.inlineAction(vscode.treeRow(/^worker-sample$/), 'Build and Deploy…');
    await vscode.input.waitFor();
    if (await vscode.choices.filter({ hasText: 'worker-sample' }).count()) await vscode.pick('worker-sample');
    else await vscode.page.keyboard.press('Enter');
    await vscode.toast(/Deploying worker-sample/).waitFor();
  };

  beforeAll(async () => {
    sitting = await sitDown({ python: true, settings: { 'runpod.deploy.runtime': 'process' } });
    vscode = sitting.workbench;
  });

  afterAll(() => sitting?.end());

  afterEach(async ({ task }) => {
    await vscode.shot(task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase());
  });

  it('finds the commands in the palette', async () => {
    for (const title of ['Sign In…', 'New Worker…', 'Start Local RunPod', 'Build and Deploy…']) {
      expect(await vscode.palette(`RunPod: ${title}`)).toContain(`RunPod: ${title}`);
    }
    // What needs a running Local RunPod is not offered before there is one.
    expect(await vscode.palette('RunPod: ')).not.toContain('RunPod: Stop Local RunPod');
  });

  it('shows an empty sidebar that says what to do, and the worker of the folder', async () => {
    await vscode.escape();
    await vscode.sidebar('RunPod');
    await vscode.sidebarButton('Start Local RunPod').waitFor();
    await vscode.treeRow(/handler\.py.*handler\(\) · Warm load/).waitFor();
    await vscode.treeRow('No problems found').waitFor();
    expect(await vscode.page.getByText('There is no data provider').count()).toBe(0);
  });

  it('underlines a broken SDK pin', async () => {
    await vscode.openFile('requirements.txt');
    await vscode.replaceAll('runpod==1.12.0', 'runpod==1.8.1');
    await vscode.squiggles('warning').first().waitFor();
    await vscode.hover('1.8.1');
    await vscode.hoverText(/RP501/).waitFor();
  });

  it('mends it by quick fix', async () => {
    await vscode.quickFix('1.8.1', 'Use runpod==1.12.0');
    await vscode.squiggles('warning').first().waitFor({ state: 'detached' });
    expect(await vscode.editorText()).toContain('runpod==1.12.0');
    await vscode.save();
  });

  it('shows what a change of loading strategy would do', async () => {
    await vscode.openFile('handler.py');
    await sitting.set('runpod.loadingStrategy', 'lazy');
    await vscode.diff.waitFor();
    await vscode.toast(/Load lazy/).waitFor();
    expect(await handler()).toBe(await shippedHandler());
  });

  it('applies it when told to', async () => {
    await vscode.toastButton(/Load lazy/, 'Switch to lazy');
    await vscode.diff.waitFor({ state: 'detached' });
    await vscode.statusItem('Lazy load').waitFor();
  });

  it('undoes it in one step', async () => {
    await vscode.openFile('handler.py');
    await vscode.page.keyboard.press('Control+z');
    await vscode.statusItem('Warm load').waitFor();
    await sitting.set('runpod.loadingStrategy', 'keep');
    await vscode.save();
    // VS Code empties a file before it writes it.
    await expect.poll(handler).toBe(await shippedHandler());
  });

  it('starts Local RunPod', async () => {
    await vscode.command('RunPod: Start Local RunPod');
    await vscode.treeRow(/Local RunPod.*no endpoints/).waitFor();
    await vscode.treeRow('No endpoints yet').waitFor();
  });

  it('cancels a deploy', async () => {
    await startDeploy();
    await vscode.toastButton(/Deploying/, 'Cancel');
    await vscode.toast(/Deploying/).waitFor({ state: 'detached' });
    expect(await vscode.toast(/Deployed/).count()).toBe(0);
  });

  it('deploys the worker', { timeout: rolloutMs }, async () => {
    await startDeploy();
    await vscode.toast(/Deployed worker-sample to Local RunPod/).waitFor({ timeout: rolloutMs });
    await vscode.treeRow(/worker-sample.*1 worker/).waitFor();
  });

  it('shows the endpoint in the tree', async () => {
    const endpoint = vscode.treeRow(/worker-sample.*1 worker/);
    await vscode.expand(endpoint);
    await vscode.treeRow(/Workers.*1 of/).waitFor();
    await vscode.treeRow(/Release 1/).waitFor();
    await vscode.treeRow(/Template/).waitFor();
  });

  it('follows the logs of all workers', { timeout: rolloutMs }, async () => {
    await vscode.command('RunPod: Tail Logs');
    await vscode.tab(/Logs · worker-sample/).waitFor();
    // One that starts now, whether or not the one of the deployment is still there.
    await vscode.command('RunPod: Ping Endpoint');
    await vscode.toast(/worker-sample answered in \d+/).waitFor({ timeout: rolloutMs });
    await vscode.webview
      .getByText(/Model loaded in/)
      .first()
      .waitFor();
  });

  it('pings', async () => {
    await vscode.dismissToasts();
    await vscode.command('RunPod: Ping Endpoint');
    await vscode.toast(/worker-sample answered in \d+/).waitFor();
  });

  it('runs a test job and shows its result', async () => {
    await vscode.dismissToasts();
    await vscode.command('RunPod: Run Test Job…');
    await vscode.pick('test_input.json');
    await vscode.webview.getByRole('status').getByText('Completed').waitFor({ timeout: rolloutMs });
    await vscode.webview.locator('img').first().waitFor();
    expect(await vscode.webview.locator('main').textContent()).toMatch(/text: "RunPod Worker Dev/);
    await vscode.treeRow(/Queue.*\d done/).waitFor();
  });

  it('goes on after a reload in the middle of a deploy', { timeout: rolloutMs }, async () => {
    await writeFile(join(sitting.workspace, 'handler.py'), `${await handler()}# A new release.\n`);
    await startDeploy();
    await sitting.reload();
    await vscode.sidebar('RunPod');
    await vscode.toastButton(/deployment of worker-sample did not finish/, 'Resume');
    await vscode.toast(/Deployed worker-sample to Local RunPod/).waitFor({ timeout: rolloutMs });
    await vscode.expand(vscode.treeRow(/worker-sample.*worker/));
    await vscode.treeRow(/Release 2/).waitFor();
  });

  it('makes a new worker', async () => {
    await vscode.command('RunPod: New Worker…');
    await vscode.chooseParentFolder('worker-sample');
    await vscode.answer('Name of the worker', 'second-worker');
    await vscode.pick('Reads text from pictures');
    await vscode.pick('Before it takes a job');
    await vscode.toast('second-worker is ready').waitFor();
    const made = join(dirname(sitting.workspace), 'second-worker/handler.py');
    expect(await readFile(made, 'utf8')).toBe(await shippedHandler());
  });

  it('stops Local RunPod', async () => {
    await vscode.command('RunPod: Stop Local RunPod');
    await vscode.sidebarButton('Start Local RunPod').waitFor();
  });
});
