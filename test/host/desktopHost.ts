// Runs the same test bundle in a desktop VS Code: the one named by VSCODE_EXECUTABLE, or one that
// @vscode/test-electron downloads into the tool cache.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import type { HostRun } from './hostRun';
import { quietSettings } from './quietSettings';
import { toolCacheFolder } from './toolCache';
import { writeUserSettings } from './userSettings';

const downloads = 'https://update.code.visualstudio.com/api/releases/stable';

/** True where desktop VS Code can be had and has a screen to open on. */
export async function desktopIsPossible(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  if (env.VSCODE_EXECUTABLE) return true;
  if (process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
  try {
    return (await fetch(downloads, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

/** @returns undefined when the host ended well, otherwise what went wrong with it. */
export async function runInDesktopHost(options: HostRun): Promise<string | undefined> {
  const profile = await mkdtemp(join(tmpdir(), 'vscode-'));
  try {
    await writeUserSettings(profile, { ...quietSettings, ...options.settings });
    const executable = process.env.VSCODE_EXECUTABLE;
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        for (const line of chunk.toString().trimEnd().split('\n')) options.log(line);
        done();
      },
    });
    await runTests({
      extensionDevelopmentPath: options.developmentPath,
      extensionTestsPath: options.testsPath,
      extensionTestsEnv: options.env,
      cachePath: toolCacheFolder(),
      stdout: output,
      stderr: output,
      ...(executable ? { vscodeExecutablePath: executable } : {}),
      launchArgs: [options.workspace, '--disable-workspace-trust', `--user-data-dir=${profile}`],
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
