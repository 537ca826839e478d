// Pictures of the log view in its states, in a dark and a light theme, for people to look at: busy, filtered, cut off,
// empty, and narrow. `node test/host/bootstrap.mjs test/ui/logPictures.ts`; they go to `.cache/screenshots`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAllOnSignal } from '../host/processes';
import { pythonTraceback, sdkLine } from '../support/logLines';
import { ScriptedLocal } from '../support/scriptedLocal';
import { type Sitting, sitDown } from './support/sitting';

/** Of the panel. */
const widths = [400, 760, 1280] as const;
const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

export async function main(): Promise<void> {
  stopAllOnSignal();
  const state = await mkdtemp(join(tmpdir(), 'log-pictures-'));
  const local = new ScriptedLocal();
  await local.start(state);
  const empty = await local.endpoint('quiet', 0);
  const busy = await local.endpoint('image-worker', 3);
  let sitting: Sitting | undefined;
  try {
    sitting = await sitDown({ env: { RUNPOD_WORKER_DEV_STATE: state }, size: { width: 1280, height: 780 } });
    const { workbench } = sitting;
    await open(sitting, 'image-worker');
    await fill(busy.processes);
    await workbench.webview.getByText('ModuleNotFoundError').first().waitFor();
    await both(sitting, 'logs-busy');
    await workbench.webview.locator('.find input').fill('epoch');
    await workbench.webview.locator('.worker-button').first().click();
    await workbench.webview.getByText(/ of /).first().waitFor();
    await both(sitting, 'logs-filtered');
    await workbench.webview.locator('.find input').fill('');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    for (const width of widths) {
      // The activity bar takes 48 pixels.
      await workbench.page.setViewportSize({ width: width + 48, height: 780 });
      await both(sitting, `logs-${width}`);
    }
    await workbench.webview.locator('.line.error:not([hidden])').first().dblclick();
    await workbench.webview.locator('.details').waitFor();
    await both(sitting, 'logs-details');
    await local.stop();
    await workbench.webview
      .getByText(/Reconnecting|cannot|reach/i)
      .first()
      .waitFor();
    await both(sitting, 'logs-disconnected');
    await local.start(state);
    await open(sitting, 'quiet');
    await both(sitting, 'logs-empty');
  } finally {
    await sitting?.end();
    await local.stop();
    await rm(state, { recursive: true, force: true });
  }
  console.log(`Pictures of ${busy.id} and ${empty.id} are in .cache/screenshots.`);
}

async function open({ workbench }: Sitting, name: string): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.command('RunPod: Tail Logs');
  await workbench.pick(name);
  await workbench.tab(/Logs/).waitFor();
  await workbench.webview.locator('.counts').waitFor();
}

async function fill(processes: Awaited<ReturnType<ScriptedLocal['endpoint']>>['processes']): Promise<void> {
  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
  const [first, second, third] = processes;
  for (const one of processes) one.write('container', '--- Starting Serverless Worker |  Version 1.12.0 ---');
  for (let job = 0; job < 4; job++) {
    const id = `job-${job}a7f3c`;
    for (const one of [first, second]) one?.write('container', sdkLine('Started.', `${id}-${one === first}`));
    for (let step = 0; step < 6; step++) {
      first?.write('container', `epoch ${step}: loss ${(1 / (step + 1)).toFixed(3)} \u001b[32mok\u001b[0m`);
      second?.write(
        'container',
        sdkLine(`epoch ${step} of the second worker`, `${id}-false`, step === 3 ? 'WARN' : 'DEBUG'),
      );
      second?.write('container', `${step * 20}%|${'█'.repeat(step)}| ${step}/5`);
      await pause(150);
    }
    for (const one of [first, second])
      one?.write('container', sdkLine('Finished.', `${id}-${one === first}`));
    await pause(300);
  }
  for (const line of pythonTraceback) third?.write('container', line);
  third?.exit(1);
  await pause(500);
}

async function both(sitting: Sitting, name: string): Promise<void> {
  for (const [kind, theme] of Object.entries(themes)) {
    await sitting.set('workbench.colorTheme', theme);
    await sitting.workbench.page.locator(`.monaco-workbench.${kind === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
    await sitting.workbench.page.waitForTimeout(600);
    await sitting.workbench.picture(`${name}-${kind}`);
  }
}
