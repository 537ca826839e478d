// What changes an account, once each in a real VS Code and by keyboard alone: the template and the way back, an
// endpoint from nothing to gone, its successor, and the brake. What is there afterwards is read from the server or the
// disk, not from the screen.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccountServer, startAccount } from './support/accountServer';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

describe.sequential('operations by keyboard', () => {
  let account: AccountServer;
  let sitting: Sitting;
  let vscode: Workbench;

  const env = () => account.store.endpoints.get('ep0000')?.container.env;
  const workers = () =>
    account.store.endpoints.list().map(({ name, workersMin: min, workersMax: max }) => ({ name, min, max }));

  const enter = () => vscode.page.keyboard.press('Enter');
  const inBothThemes = async (name: string) => {
    for (const kind of ['vs', 'vs-dark'] as const) {
      await sitting.wear(kind);
      await vscode.picture(`operations-${name}-${kind}`);
    }
  };
  /** Accepts the diff that is open, and waits for the rollout's end. */
  const accept = async (done: RegExp) => {
    await vscode.diff.waitFor();
    await vscode.command('RunPod: Apply Changes');
    await vscode.said(done);
    await vscode.diff.waitFor({ state: 'detached' });
    await vscode.dismissToasts();
  };

  beforeAll(async () => {
    account = await startAccount({ endpoints: 2, workersEach: 0 });
    sitting = await sitDown({ env: { ...account.env, RUNPOD_API_KEY: '' } });
    vscode = sitting.workbench;
    await vscode.sidebar('RunPod');
    await vscode.command('RunPod: Sign In…');
    await vscode.answer('API key with read and write access', account.key);
    await vscode.treeRow('worker-0001').waitFor();
    await vscode.dismissToasts();
  });
  afterAll(async () => {
    await sitting?.end();
    await account?.stop();
  });
  afterEach(async ({ task }) => {
    await vscode.shot(`operations-${task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`);
  });

  it('changes one variable of a template, with the others masked and untouched', async () => {
    await vscode.command('RunPod: Update Template…');
    await vscode.type('worker-0000');
    await vscode.type('Environment…');
    await vscode.choices.filter({ hasText: /HF_TOKEN.*•••/ }).waitFor();
    await inBothThemes('variables');
    await vscode.type('MODE');
    await vscode.type('Set another value…');
    await vscode.answer('Value of MODE', 'slow');
    await vscode.type('Done');
    await vscode.choices.filter({ hasText: 'Review 1 change' }).waitFor();
    await inBothThemes('fields');
    await vscode.type('Review 1 change');
    await vscode.said(/1 endpoint will roll out: worker-0000/);
    await inBothThemes('diff');
    expect(await vscode.page.locator('body').innerText()).not.toContain('hf_seeded');
    await accept(/Update template worker-0000: done\. worker-0000 runs release 2/);
    expect(env()).toEqual({ MODE: 'slow', HF_TOKEN: 'hf_seeded0000secret' });
  });

  it('takes it back', async () => {
    await vscode.command('RunPod: Undo Last Template Update…');
    await vscode.type('worker-0000');
    await accept(/Undo the last update of worker-0000: done/);
    expect(env()).toEqual({ MODE: 'fast', HF_TOKEN: 'hf_seeded0000secret' });
  });

  it('rolls back to a release', async () => {
    await vscode.command('RunPod: Roll Back to Release…');
    await vscode.type('worker-0000');
    await vscode.choices.filter({ hasText: 'Release 2' }).waitFor();
    await inBothThemes('releases');
    await vscode.type('Release 2');
    await accept(/Roll back worker-0000 to release 2: done/);
    expect(env()).toEqual({ MODE: 'slow', HF_TOKEN: 'hf_seeded0000secret' });
  });

  it('creates an endpoint', async () => {
    await vscode.command('RunPod: Create Endpoint…');
    await vscode.type('Type an image…');
    await vscode.answer('Image with tag or digest', 'registry.test/team/fresh:1');
    await vscode.answer('Name of the endpoint', 'stale');
    // The way back, by the key that Linux has for it: what was answered is there to be corrected.
    await vscode.choices.filter({ hasText: /\$\d/ }).first().waitFor();
    await vscode.page.keyboard.press('Control+Alt+Minus');
    await vscode.inputMessage.filter({ hasText: 'Name of the endpoint' }).waitFor();
    expect(await vscode.input.inputValue()).toBe('stale');
    await vscode.answer('Name of the endpoint', 'fresh');
    await vscode.choices.filter({ hasText: /\$\d/ }).first().waitFor();
    await inBothThemes('gpus');
    await enter();
    await vscode.answer('Workers at most', '2');
    await vscode.type('Off');
    await vscode.dialog(/Create fresh on/).waitFor();
    await inBothThemes('create');
    await enter();
    await vscode.said(/Created fresh/);
    await vscode.treeRow('fresh').waitFor();
    expect(workers()).toContainEqual({ name: 'fresh', min: 0, max: 2 });
    await vscode.dismissToasts();
  });

  it('stops all spending and restores it', async () => {
    const before = workers();
    await vscode.command('RunPod: Stop All Spending…');
    await vscode.dialog(/Stop all spending of/).waitFor();
    await inBothThemes('stop');
    await enter();
    await vscode.said(/Stopped 3 endpoints/);
    expect(workers().every(({ max }) => max === 0)).toBe(true);
    await vscode.dismissToasts();
    await vscode.command('RunPod: Restore Spending…');
    await vscode.dialog(/Restore 3 endpoints of/).waitFor();
    await enter();
    await vscode.said(/Restored 3 endpoints/);
    expect(workers()).toEqual(before);
    await vscode.dismissToasts();
  });

  it('deletes an endpoint when its name is typed, and not before', async () => {
    await vscode.command('RunPod: Delete Endpoint…');
    await vscode.type('fresh');
    await vscode.inputMessage.filter({ hasText: 'Type fresh to delete it' }).waitFor();
    await vscode.input.fill('fres');
    await vscode.inputMessage.filter({ hasText: 'Type fresh, exactly' }).waitFor();
    await inBothThemes('delete');
    await enter();
    expect(workers().map(({ name }) => name)).toContain('fresh');
    await vscode.input.fill('fresh');
    await enter();
    await vscode.said(/Deleted fresh/);
    await vscode.treeRow('fresh').waitFor({ state: 'detached' });
    expect(workers().map(({ name }) => name)).not.toContain('fresh');
    await vscode.dismissToasts();
  });

  it('finds the successor of an endpoint that is gone and puts its id into every file', async () => {
    const [old, anew] = ['gvghks6lzf4rfc', 'kppjd45rdtvh73'];
    const { endpoints } = account.store;
    const record = endpoints.get('ep0001')!;
    endpoints.put({ ...record, id: old, name: 'sophia-v7' });
    await vscode.command('RunPod: Refresh');
    await vscode.treeRow('sophia-v7').waitFor();

    const texts: Record<string, (id: string) => string> = {
      'client.py': id => `import runpod\n\nENDPOINT = runpod.Endpoint("${id}")  # ${id}\n`,
      'call.sh': id => `#!/bin/bash\ncurl https://api.runpod.ai/v2/${id}/health\n`,
      '.github/workflows/smoke.yml': id => `env:\n  RUNPOD_ENDPOINT_ID: ${id}\n  OTHER: x${id}\n`,
    };
    const pathOf = (name: string) => join(sitting.workspace, name);
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await writeFile(pathOf(name), text(old));
    }
    await vscode.openFile('client.py');
    endpoints.delete(old);
    endpoints.put({ ...record, id: anew, name: 'sophia-v8', createdAt: '2026-06-01T00:00:00.000Z' });
    await vscode.command('RunPod: Refresh');
    await vscode.treeRow(/sophia-v7.*gone · now sophia-v8 \(kppjd45rdtvh73\)\?/).waitFor();
    await vscode.squiggles('warning').first().waitFor();

    await vscode.command('RunPod: Find Successor…');
    await vscode.type('sophia-v7');
    await vscode.choices.filter({ hasText: `Replace ${old} with sophia-v8` }).waitFor();
    await inBothThemes('successor');
    await vscode.type(`Replace ${old} with sophia-v8`);
    await vscode.diff.waitFor();
    await inBothThemes('successor-diff');
    // The diff of several files can be answered above it, as that of one.
    await vscode.page.locator('.editor-actions .action-label[aria-label^="Apply Changes"]').waitFor();
    await vscode.command('RunPod: Apply Changes');
    await vscode.said(/Replaced gvghks6lzf4rfc with kppjd45rdtvh73: 4 places in 3 files/);
    await vscode.treeRow('sophia-v7').waitFor({ state: 'detached' });
    await vscode.squiggles('warning').first().waitFor({ state: 'detached' });
    for (const [name, text] of Object.entries(texts)) {
      // Another word that only holds the id is another word.
      expect(await readFile(pathOf(name), 'utf8')).toBe(text(anew).replace(`x${anew}`, `x${old}`));
    }
  });
});
