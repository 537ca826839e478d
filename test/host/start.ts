// `npm start`: Local RunPod running, and a copy of worker-sample open in a VS Code that has the extension. Sets up
// what is missing; what it starts ends with it.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import {
  findLocalRunPod,
  localStateFolder,
  startLocalRunPod,
  stopLocalRunPod,
} from '../../src/flows/localRunPod';
import { root } from '../support/tree';
import { packageVsix } from './package';
import { run, start, stopAllOnSignal } from './processes';
import { copySample, prepareSamplePython } from './sampleWorker';
import { serveVsCode } from './serve';

const home = join(root, '.cache/start');
const stateFolder = localStateFolder(process.env);
const say = (line: string) => console.log(line);

export async function main(): Promise<void> {
  let startedLocal = false;
  stopAllOnSignal(async () => {
    say('\nStopping …');
    if (startedLocal) await stopLocalRunPod(stateFolder, { clock: systemClock });
  });
  await mkdir(home, { recursive: true });
  const workspace = await keptCopyOfSample();
  say('Python environment for the sample …');
  await prepareSamplePython(workspace, process.env, line => {
    if (/^(create|pip|waiting)/.test(line)) say(`  ${line}`);
  });
  say('Building the extension …');
  const vsix = await packageVsix();
  say('Starting Local RunPod …');
  startedLocal = (await findLocalRunPod(stateFolder)) === undefined;
  const emulatorScript = join(root, 'dist/emulator.js');
  const local = await startLocalRunPod(
    { stateFolder, emulatorScript },
    { clock: systemClock, env: process.env },
  );
  say('Opening VS Code …');
  const place = await openVsCode(vsix, workspace);
  say(`\n  VS Code       ${place}`);
  say(`  Local RunPod  ${local.url}${startedLocal ? '' : ' (was running already)'}`);
  say(`  Worker        ${workspace}`);
  say('\nCtrl-C stops what was started.');
}

/** The copy is kept from start to start, with whatever was changed in it. */
async function keptCopyOfSample(): Promise<string> {
  const workspace = join(home, 'worker-sample');
  if (!existsSync(workspace)) await copySample(workspace);
  return workspace;
}

/** Answers with where to look: a window, or an address for the browser. */
async function openVsCode(vsix: string, workspace: string): Promise<string> {
  const desktop = await desktopCode();
  if (desktop !== undefined) {
    openDesktop(desktop, workspace);
    return 'in its own window';
  }
  const served = await serveVsCode({ extension: { vsix }, workspace, profile: join(home, 'vscode'), say });
  return served.url;
}

/** The `code` on the PATH, if it can open a window here. */
async function desktopCode(): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const command = process.env.VSCODE_EXECUTABLE || 'code';
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
