// `npm start`: Local RunPod running, and a copy of worker-sample open in a VS Code that has the extension. Sets up
// what is missing; what it starts ends with it.
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleEnvironment } from '../support/pythonEnvironments';
import { root } from '../support/tree';
import { startLocal } from './localRunPod';
import { packageVsix } from './package';
import { run, start, stopAllOnSignal } from './processes';
import { type ServedVsCode, serveVsCode } from './serve';

const home = join(root, '.cache/start');
const say = (line: string) => console.log(line);

export async function main(): Promise<void> {
  let served: ServedVsCode | undefined;
  stopAllOnSignal(async () => served?.stop());
  await mkdir(home, { recursive: true });
  const workspace = await copyOfSample();
  say('Python environment for the sample …');
  await sampleEnvironment();
  say('Building …');
  const vsix = await packageVsix();
  const local = await startLocal(say);
  const desktop = await desktopCode();
  if (desktop) {
    openDesktop(desktop, workspace);
    say(`\nVS Code is opening ${workspace}`);
  } else {
    served = await serveVsCode({
      extension: { vsix },
      workspace,
      profile: join(home, 'vscode'),
      settings: { 'workbench.startupEditor': 'readme' },
      say,
    });
    say(`\nVS Code:      ${served.url}`);
  }
  say(`Local RunPod: ${local.url} (key ${local.key})`);
  say('Ctrl-C stops both.');
}

/** The copy is kept from start to start, with whatever was changed in it. */
async function copyOfSample(): Promise<string> {
  const workspace = join(home, 'worker-sample');
  if (!existsSync(workspace)) await cp(join(root, 'worker-sample'), workspace, { recursive: true });
  return workspace;
}

/** The `code` on the PATH, if it can open a window here. */
async function desktopCode(): Promise<string | undefined> {
  const command = process.env.VSCODE_EXECUTABLE || 'code';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  try {
    await run(command, ['--version']);
    return command;
  } catch {
    return undefined;
  }
}

function openDesktop(command: string, workspace: string): void {
  const flags = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`];
  const window = start(command, [...flags, workspace], { stdio: 'ignore' });
  // Closing the window is the other way to say that one is done.
  window.once('exit', () => process.kill(process.pid, 'SIGTERM'));
}
