// A window that nobody has said to trust, with two workers in it: what names hosts or runs code is ignored and says so,
// reading and checking work, and what could mean either worker asks which.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccountServer, startAccount } from './support/accountServer';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

describe.sequential('a restricted window with two workers', () => {
  let account: AccountServer;
  let sitting: Sitting;
  let vscode: Workbench;

  beforeAll(async () => {
    account = await startAccount({ endpoints: 2, workersEach: 0 });
    sitting = await sitDown({
      env: { ...account.env, RUNPOD_API_KEY: '' },
      trust: 'asked',
      second: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
    vscode = sitting.workbench;
    await vscode.sidebar('RunPod');
  });
  afterAll(async () => {
    await sitting?.end();
    await account?.stop();
  });
  afterEach(async ({ task }) => {
    await vscode.shot(`restricted-${task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`);
  });

  it('shows both workers', async () => {
    await vscode.statusItem('Restricted Mode').waitFor();
    await vscode.treeRow(/^worker-sample$/).waitFor();
    await vscode.treeRow(/^second-sample$/).waitFor();
  });

  it('sends the key to no host that the workspace names', async () => {
    for (const name of ['graphqlUrl', 'restUrl', 'jobsUrl'])
      await sitting.set(`runpod.api.${name}`, 'http://127.0.0.1:9/v2');
    await vscode.command('RunPod: Sign In…');
    await vscode.answer('API key with read and write access', account.key);
    await vscode.toast(/Signed in to RunPod/).waitFor();
    await vscode.treeRow('worker-0001').waitFor();
    await vscode.dismissToasts();
  });

  it('does not offer to run or build anything', async () => {
    const offered = await vscode.palette('RunPod: ');
    for (const title of ['Start Local RunPod', 'Build Image…', 'Build and Deploy…'])
      expect(offered).not.toContain(`RunPod: ${title}`);
    expect(offered).toContain('RunPod: Check Workspace');
    await vscode.escape();
  });

  it('checks each worker by itself', async () => {
    const file = join(dirname(sitting.workspace), 'second-sample/requirements.txt');
    await writeFile(file, (await readFile(file, 'utf8')).replace('runpod==1.12.0', 'runpod==1.8.1'));
    await vscode.treeRow(/second-sample.*1 problem/).waitFor();
    await vscode.treeRow(/^worker-sample$/).waitFor();
  });

  it('asks which worker is meant', async () => {
    await vscode.command('RunPod: Switch Loading Strategy…');
    await vscode.choices.filter({ hasText: 'second-sample' }).first().waitFor();
    await vscode.choices.filter({ hasText: 'worker-sample' }).first().waitFor();
    await vscode.escape();
  });
});
