// Local RunPod as the command line starts it, for people and tests that need one beside the editor.
import { join } from 'node:path';
import { type LocalRunPodInfo, localRunPodSchema } from '../../src/wire/localRunPod';
import { root } from '../support/tree';
import { run, start, stop, tail } from './processes';

const cli = join(root, 'dist/cli.js');

/** The Local RunPod of the state folder in `env`: the one that runs, or one started now that ends with us. */
export async function startLocal(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<LocalRunPodInfo> {
  const running = await run(process.execPath, [cli, 'local', 'status', '--json'], { env }).catch(() => '');
  const found = localRunPodSchema.safeParse(jsonOr(running));
  if (found.success) {
    say('Local RunPod runs already; using it.');
    return found.data;
  }
  return new Promise((resolve, reject) => {
    const child = start(process.execPath, [cli, 'local', 'up', '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let complaints = '';
    child.stderr?.on('data', chunk => {
      complaints += chunk;
    });
    child.stdout?.on('data', chunk => {
      printed += chunk;
      const info = localRunPodSchema.safeParse(jsonOr(printed));
      if (!info.success) return;
      clearTimeout(late);
      resolve(info.data);
    });
    const late = setTimeout(() => {
      reject(new Error(`Local RunPod did not answer within 30 s:\n${tail(complaints)}`));
      void stop(child);
    }, 30_000);
    child.once('exit', code => {
      clearTimeout(late);
      reject(new Error(`Local RunPod ended with ${code}:\n${tail(complaints)}`));
    });
  });
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
