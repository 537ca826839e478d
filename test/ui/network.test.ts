// The network as a company has it, in a real VS Code: RunPod can be reached through a proxy only and its certificate
// comes from an authority of the company's own. The extension has no settings for that: it obeys VS Code's.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../support/connectProxy';
import { root } from '../support/tree';
import { type AccountServer, accountName, startAccount } from './support/accountServer';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

const there = 'elsewhere.test:443';

describe.sequential("the editor's network stack", () => {
  let account: AccountServer;
  let proxies: { readonly setting: ConnectProxy; readonly environment: ConnectProxy };
  let sitting: Sitting;
  let vscode: Workbench;

  /** Settings of the person, which a window reads when it is loaded; undefined takes one away. */
  const set = async (settings: Readonly<Record<string, unknown>>) => {
    const file = join(sitting.served.profile, 'data/User/settings.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...settings }));
    await sitting.reload();
    for (const { connects } of Object.values(proxies)) connects.length = 0;
  };
  const ask = () => vscode.command('RunPod: Scale Workers…');

  beforeAll(async () => {
    account = await startAccount({ endpoints: 2, workersEach: 1 }, { name: 'elsewhere.test' });
    const port = () => account.port;
    proxies = { setting: await startConnectProxy(port), environment: await startConnectProxy(port) };
    sitting = await sitDown({
      env: {
        ...account.env,
        RUNPOD_API_KEY: account.key,
        HTTPS_PROXY: proxies.environment.url,
        // What the system trusts.
        SSL_CERT_FILE: join(root, 'test/fixtures/tls/ca.pem'),
      },
      settings: { 'http.proxy': proxies.setting.url },
    });
    vscode = sitting.workbench;
    await vscode.sidebar('RunPod');
  });
  afterAll(async () => {
    await sitting?.end();
    await account?.stop();
    for (const proxy of Object.values(proxies ?? {})) await proxy.close();
  });
  afterEach(async ({ task }) => {
    await vscode.shot(`network-${task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`);
  });

  it('goes where http.proxy says, which reads no key', async () => {
    await vscode.command('RunPod: Sign In…');
    await vscode.type('Use the key of RUNPOD_API_KEY');
    await vscode.said(`Signed in to RunPod as ${accountName}`);
    await vscode.treeRow(/worker-0001.*1 worker/).waitFor();
    const asked = account.take();
    expect(Object.values(asked).every(many => many > 0)).toBe(true);
    // VS Code's own server has requests of its own.
    expect(proxies.setting.connects).toContain(there);
    expect(proxies.environment.connects).not.toContain(there);
    expect(proxies.setting.passed()).not.toContain(account.key);
  });

  it('takes the proxy of the environment where no setting names one', async () => {
    await set({ 'http.proxy': undefined });
    await ask();
    await vscode.choices.filter({ hasText: 'worker-0001' }).waitFor();
    await vscode.escape();
    expect(proxies.environment.connects).toContain(there);
    expect(proxies.setting.connects).not.toContain(there);
  });

  it('goes straight to what http.noProxy names', async () => {
    await set({ 'http.noProxy': ['elsewhere.test'] });
    await ask();
    await vscode.said(/Could not reach elsewhere\.test: its name (is not known|could not be looked up)/);
    expect(proxies.environment.connects).not.toContain(there);
  });

  it('names what does not answer when the proxy is down', async () => {
    await set({ 'http.noProxy': undefined, 'http.proxy': 'http://127.0.0.1:9' });
    await ask();
    await vscode.said(
      /Could not reach elsewhere\.test: nothing answers there\. Check the network, the proxy/,
    );
  });

  it("trusts the company's authority because the system does, and says so when it may not", async () => {
    await set({ 'http.proxy': proxies.setting.url, 'http.systemCertificates': false });
    await ask();
    await vscode.said(/Could not reach elsewhere\.test: .*certificate.*http\.systemCertificates/);
    expect(proxies.setting.connects).toContain(there);
  });
});
