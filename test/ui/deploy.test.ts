// From a new worker to a deployment, as a person has it: a machine without an engine, then one with it; a Dockerfile
// split, a build that fails at its line, an image looked into; an account's plan; and kill -9 in the middle of it all.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { discoveryFileName } from '../../src/emulator/server/discovery';
import { localRunPodSchema } from '../../src/wire/localRunPod';
import { whyNoEngine } from '../support/engine/availability';
import { startEngine, type TestEngine } from '../support/engine/startEngine';
import { type AccountServer, startAccount } from './support/accountServer';
import { killExtensionHosts } from './support/extensionHosts';
import { type Sitting, sitDown } from './support/sitting';
import type { Workbench } from './support/workbench';

const noEngine = whyNoEngine();
const waitMs = 120_000;
const home = mkdtempSync(join(tmpdir(), 'deploy-ui-'));
/** Nothing is there at first: the machine has no engine. */
const socket = join(home, 'docker.sock');

describe.sequential('deploying', () => {
  let account: AccountServer;
  let engine: TestEngine | undefined;
  let sitting: Sitting;
  let vscode: Workbench;

  const inWorker = (name: string) => join(sitting.workspace, name);
  const local = async () =>
    localRunPodSchema.parse(
      JSON.parse(await readFile(join(dirname(sitting.workspace), 'state', discoveryFileName), 'utf8')),
    );
  const inBothThemes = async (name: string) => {
    for (const kind of ['vs', 'vs-dark'] as const) {
      await sitting.wear(kind);
      await vscode.picture(`deploy-${name}-${kind}`);
    }
  };

  beforeAll(async () => {
    account = await startAccount({ endpoints: 1, workersEach: 0 });
    sitting = await sitDown({
      python: true,
      env: {
        ...account.env,
        RUNPOD_API_KEY: '',
        DOCKER_HOST: `unix://${socket}`,
      },
    });
    vscode = sitting.workbench;
    await vscode.sidebar('RunPod');
    await vscode.treeRow(/handler\.py/).waitFor();
  });
  afterAll(async () => {
    await sitting?.end();
    await Promise.all([account?.stop(), engine?.stop()]);
    rmSync(home, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    await vscode.shot(`deploy-${task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`);
  });

  it('says what was looked for where there is no engine', async () => {
    await vscode.command('RunPod: Build Image');
    await vscode.said(/No container engine answers on this machine.*Local RunPod can also run the folder/);
    await inBothThemes('no-engine');
    const log = await sitting.log('RunPod');
    expect(log).toContain(`DOCKER_HOST (unix://${socket}): there is no such socket.`);
    await vscode.dismissToasts();
  });

  it('makes a worker of the kind, name and loading that are chosen', async () => {
    await vscode.command('RunPod: New Worker…');
    await vscode.chooseParentFolder('worker-sample');
    await vscode.answer('Name of the worker', 'chat');
    await vscode.choices.filter({ hasText: 'vLLM server' }).waitFor();
    await inBothThemes('kinds');
    await vscode.type('vLLM');
    await vscode.choices.filter({ hasText: 'In its first job' }).waitFor();
    await inBothThemes('loading');
    await vscode.type('Lazy');
    await vscode.said('chat is ready');
    const made = (file: string) => readFile(join(dirname(sitting.workspace), 'chat', file), 'utf8');
    expect(await made('handler.py')).toMatch(/chat: hands chats to a vLLM server[\s\S]*if SERVER is None:/);
    expect(await made('.devcontainer/devcontainer.json')).toContain('"name": "chat"');
    await vscode.dismissToasts();
    await vscode.command('View: Close All Editors');
  });

  it('splits one Dockerfile after a diff', async () => {
    const whole =
      'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD ["python3", "-u", "handler.py"]\n';
    rmSync(inWorker('Dockerfile.base'));
    await writeFile(inWorker('Dockerfile'), whole);
    await vscode.openFile('Dockerfile');
    await vscode.command('RunPod: Split Dockerfile…');
    await vscode.diff.waitFor();
    await inBothThemes('split');
    await vscode.command('RunPod: Apply Changes');
    await vscode.said(/builds and pushes its own layer only/);
    expect(await readFile(inWorker('Dockerfile.base'), 'utf8')).toMatch(/RUN pip install/);
    expect(await readFile(inWorker('Dockerfile'), 'utf8')).not.toMatch(/pip install/);
    await vscode.dismissToasts();
    await vscode.command('View: Close All Editors');
  });

  it('shows the plan of a deployment to an account, and does nothing when it is not wanted', async () => {
    await vscode.command('RunPod: Sign In…');
    await vscode.answer('API key with read and write access', account.key);
    await vscode.treeRow('worker-0000').waitFor();
    await vscode.dismissToasts();
    await sitting.set('runpod.deploy.registry', 'ghcr.io/me');
    await vscode.command('RunPod: Build and Deploy…');
    await vscode.choices.filter({ hasText: 'New endpoint…' }).waitFor();
    await inBothThemes('endpoint');
    await vscode.type('worker-0000');
    await vscode.dialog(/Deploy worker-0000 to/).waitFor();
    await vscode.dialog(/1\. Build ghcr\.io\/me\/worker-0000:.*after its base/s).waitFor();
    await inBothThemes('plan');
    await vscode.dialogButton(/Deploy worker-0000/, 'Cancel');
    await vscode.dialog(/Deploy worker-0000/).waitFor({ state: 'detached' });
    expect(account.store.endpoints.list().map(({ version }) => version)).toEqual([1]);
  });

  it.skipIf(noEngine)(
    'puts a build that fails at its line of the Dockerfile',
    { timeout: waitMs },
    async () => {
      engine = await startEngine();
      symlinkSync(engine.socket, socket);
      await sitting.set('runpod.deploy.registry', `${engine.registry.host}/me`);
      rmSync(inWorker('Dockerfile.base'));
      const lines = [
        `FROM ${engine.baseImage}`,
        'RUN head -c 30000000 /dev/urandom > /weights.bin && mkdir -p /root/.cache/pip && head -c 4000000 /dev/urandom > /root/.cache/pip/wheel',
        'COPY requirements.txt .',
        'COPY handler.py /app/',
        'RUN rm /weights.bin && head -c 9000000 /dev/urandom > /model.bin',
        'RUN python3 -c "import no_such_module"',
        'CMD ["python3", "-u", "/app/handler.py"]\n',
      ];
      await writeFile(inWorker('Dockerfile'), lines.join('\n'));
      await vscode.command('RunPod: Build Image');
      await vscode.said(/The build stopped at line 6 of Dockerfile.*ended with exit code 1/);
      await vscode.press(/The build stopped/, 'Open Dockerfile');
      await vscode.tab('Dockerfile').waitFor();
      await vscode.squiggles('error').first().waitFor();
      await vscode.command('Output: Show Output Channels...');
      await vscode.type('RunPod Build');
      const link = vscode.page.locator('.output-view .detected-link', { hasText: /Dockerfile:6/ });
      await link.first().waitFor();
      await inBothThemes('build-log');
      await writeFile(inWorker('Dockerfile'), lines.filter(line => !line.includes('no_such')).join('\n'));
      await vscode.dismissToasts();
      await vscode.command('RunPod: Build Image');
      await vscode.said(/Built 127\.0\.0\.1.*\(\d of 6 steps cached\)/);
      expect(await vscode.squiggles('error').count()).toBe(0);
      await vscode.command('View: Toggle Panel Visibility');
    },
  );

  it.skipIf(noEngine)('shows what is in the image', { timeout: waitMs }, async () => {
    await vscode.dismissToasts();
    await vscode.command('RunPod: Image Report');
    await vscode.webview.getByText('/weights.bin').first().waitFor({ timeout: waitMs });
    await inBothThemes('image-report');
    await vscode.command('View: Close All Editors');
  });

  it('tells after kill -9 what there really is, and goes on from there', { timeout: waitMs }, async () => {
    await sitting.set('runpod.deploy.runtime', 'process');
    await vscode.dismissToasts();
    const handler = await readFile(inWorker('handler.py'), 'utf8');
    await writeFile(inWorker('handler.py'), `import time\n\ntime.sleep(10)\n${handler}`);
    await vscode.command('RunPod: Start Local RunPod');
    await vscode.treeRow(/Local RunPod.*no endpoints/).waitFor();
    await vscode.command('RunPod: Choose Target…');
    await vscode.type('Local RunPod');
    await vscode.command('RunPod: Build and Deploy…');
    await vscode.answer('Name of the new endpoint', 'ocr');
    await vscode.toast(/Deploying ocr.*ping: /s).waitFor();
    killExtensionHosts(sitting.served.profile);
    // Meanwhile somebody deletes the endpoint, its template with it: what was noted last is not true any more.
    const { rest, key } = await local();
    const headers = { authorization: `Bearer ${key}` };
    const listed = await fetch(`${rest}/serverless`, { headers });
    const { endpoints } = (await listed.json()) as { endpoints: { id: string }[] };
    const gone = await fetch(`${rest}/serverless/${endpoints[0]?.id}`, { method: 'DELETE', headers });
    expect({ listed: endpoints.length, gone: gone.ok }).toEqual({ listed: 1, gone: true });
    await sitting.reload();
    await vscode.said(
      /deployment of ocr did not finish\. Interrupted during ping\. What it made on RunPod is not there any more\./,
    );
    await vscode.picture('deploy-interrupted');
    await vscode.press(/did not finish/, 'Resume');
    await vscode.toast(/Deployed ocr to Local RunPod/).waitFor({ timeout: waitMs });
    await vscode.sidebar('RunPod');
    await vscode.treeRow(/ocr.*1 worker/).waitFor();
  });
});
