// An account in a real VS Code: signing in, every state the tree can be in, and a thousand endpoints. The account is
// Local RunPod on a socket, seeded and moody; a picture of each state is taken.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccountServer, accountName, startAccount } from './support/accountServer';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

describe.sequential('an account', () => {
  let account: AccountServer;
  let sitting: Sitting;
  let vscode: Workbench;
  let home: string;

  const configFile = () => join(home, '.runpod/config.toml');

  const refresh = async () => {
    await vscode.page.locator('.sidebar .pane-header', { hasText: 'Endpoints' }).hover();
    await vscode.page.locator('.sidebar .pane-header .action-label[aria-label^="Refresh"]').first().click();
  };

  /** A picture of the state in other kinds of theme; high contrast where colours tell something. */
  const inThemes = async (
    name: string,
    kinds: readonly ('vs' | 'hc-black' | 'vs-dark')[] = ['vs', 'vs-dark'],
  ) => {
    for (const kind of kinds) {
      await sitting.wear(kind);
      await vscode.picture(`account-${name}-${kind}`);
    }
  };

  beforeAll(async () => {
    account = await startAccount({ endpoints: 1_000, workersEach: 10 });
    // A machine whose file of RunPod's own tools is damaged.
    home = await mkdtemp(join(tmpdir(), 'account-home-'));
    await mkdir(dirname(configFile()));
    await writeFile(configFile(), "apikey = 'rpa_CUTOFF\n");
    // An account without Local RunPod beside it, and no key in the environment.
    sitting = await sitDown({ env: { ...account.env, HOME: home, RUNPOD_API_KEY: '' } });
    vscode = sitting.workbench;
    await vscode.sidebar('RunPod');
  });

  afterAll(async () => {
    await sitting?.end();
    await account?.stop();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    await vscode.shot(`account-${task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`);
  });

  it('signed out: offers both ways', async () => {
    await vscode.sidebarButton('Start Local RunPod').waitFor();
    await vscode.sidebarButton('Sign In').waitFor();
    await vscode.treeRow(/handler\.py/).waitFor();
    await inThemes('signed-out');
  });

  it('refuses a key that RunPod does not know, and shows no key', async () => {
    await vscode.command('RunPod: Sign In…');
    await vscode.answer('API key with read and write access', 'rpa_WRONGWRONGWRONG99');
    await vscode.said(/RunPod does not know the key that ends in …NG99/);
    expect(await vscode.page.locator('body').innerText()).not.toContain('WRONGWRONG');
    await vscode.dismissToasts();
  });

  it("signs in with the key of RunPod's own tools, and paints a thousand endpoints", async () => {
    const config = `[default]\napi_key = "${account.key}"\n`;
    await writeFile(configFile(), config);
    await vscode.command('RunPod: Sign In…');
    await vscode.choices.filter({ hasText: `ends in ${account.key.slice(-4)}` }).waitFor();
    await inThemes('offers');
    expect(await vscode.page.locator('body').innerText()).not.toContain(account.key);
    await vscode.type('Use the key of ~/.runpod/config.toml');
    await vscode.said(`Signed in to RunPod as ${accountName}`);
    await vscode.treeRow(/\$24\.60 · \$1\.38\/h · 1000 endpoints/).waitFor();
    await vscode.treeRow(/worker-0000.*10 workers/).waitFor();
    await vscode.dismissToasts();
    expect(await readFile(configFile(), 'utf8')).toBe(config);
    expect(
      await filesHolding(account.key, [sitting.served.profile, dirname(sitting.workspace), home]),
    ).toEqual([configFile()]);
  });

  it('keeps expansion and selection over refreshes', async () => {
    await vscode.expand(vscode.treeRow(/worker-0001/));
    await vscode.treeRow(/Queue.*empty/).waitFor();
    const queue = vscode.treeRow(/Queue.*empty/);
    await queue.click();
    for (let round = 0; round < 3; round++) {
      await refresh();
      await vscode.page.waitForTimeout(700);
    }
    expect(await queue.getAttribute('aria-selected')).toBe('true');
    expect(await vscode.treeRow(/worker-0001/).getAttribute('aria-expanded')).toBe('true');
    await vscode.treeRow(/Image/).waitFor();
    await inThemes('thousand', ['vs', 'hc-black', 'vs-dark']);
  });

  it('stays under the quota that is served while it is watched', async () => {
    account.take();
    await vscode.page.waitForTimeout(10_000);
    const { rest } = account.take();
    expect(rest * 6).toBeLessThan(60);
  });

  it('tells when it tries again when asked to slow down, and keeps the endpoints', async () => {
    account.mood = 'busy';
    await refresh();
    await vscode.treeRow(/Rate limited.*until \d/).waitFor();
    await vscode.treeRow(/worker-0001/).waitFor();
    await inThemes('busy');
  });

  it('says that the key is refused and offers another', async () => {
    account.mood = 'refusing';
    await sitting.reload();
    await vscode.treeRow(/key refused/).waitFor();
    await vscode.treeRow(/Replace key….*RunPod refuses it/).waitFor();
    await vscode.said(/RunPod refuses the API key of/);
    expect(await vscode.treeRow(/worker-0001/).count()).toBe(0);
    await inThemes('refused');
  });

  it('replaces the key', async () => {
    account.mood = 'fine';
    await vscode.toastButton(/RunPod refuses the API key of/, 'Replace Key');
    await vscode.type('Paste an API key…');
    await vscode.answer('API key with read and write access', account.key);
    await vscode.treeRow(/1000 endpoints/).waitFor();
    await vscode.dismissToasts();
  });

  it('warns of a low balance, once', async () => {
    account.balance = 1.25;
    await refresh();
    await vscode.said(/has \$1\.25 left/);
    await vscode.treeRow(/\$1\.25 left/).waitFor();
    await inThemes('low');
    await vscode.dismissToasts();
  });

  it('says what is wrong when RunPod is down', { timeout: 90_000 }, async () => {
    account.mood = 'down';
    await sitting.reload();
    await vscode.treeRow(/RunPod cannot be reached.*retry/).waitFor({ timeout: 60_000 });
    await inThemes('error', ['vs', 'hc-black', 'vs-dark']);
  });

  it('says that it is loading, and what to do when there is nothing', async () => {
    account.mood = 'silent';
    await sitting.reload();
    await vscode.treeRow('Loading endpoints…').waitFor();
    await inThemes('loading');
    account.mood = 'empty';
    await vscode.treeRow(/No endpoints yet/).waitFor();
    await inThemes('empty');
  });

  it('signs out and leaves nothing behind', async () => {
    account.mood = 'fine';
    await vscode.command('RunPod: Sign Out…');
    await vscode.dialogButton(/Sign out of/, 'Sign Out');
    await vscode.sidebarButton('Sign In').waitFor();
    expect(await sitting.log('RunPod')).not.toContain(account.key);
  });
});

/** Below these folders, whatever the kind of file. */
async function filesHolding(text: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path);
    }
  }
  return found;
}
