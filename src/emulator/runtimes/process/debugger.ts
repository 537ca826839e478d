// debugpy for workers: in a folder of its own beside the environments, so that no environment of a worker changes, and
// put in front of the worker's program when it is to be debugged.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../../base/clock';
import { AppError } from '../../../base/errors';
import { newId } from '../../ids';
import type { WriteLine } from '../../ports';

const run = promisify(execFile);
const requirement = 'debugpy>=1.8,<2';
const installTimeoutMs = 180_000;

/** The folder to put on the path, made now if there is none for this Python. Throws `missing-tool` when pip cannot. */
export async function ensureDebugger(cacheFolder: string, python: string, write: WriteLine): Promise<string> {
  const { stdout } = await run(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  const folder = join(cacheFolder, `debugpy-${stdout.trim()}-${process.platform}-${process.arch}`);
  if (await isFolder(folder)) return folder;
  write('system', `pip install ${requirement}`);
  const draft = `${folder}.${newId(6)}`;
  await mkdir(cacheFolder, { recursive: true });
  const pip = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-deps',
    '--target',
    draft,
    requirement,
  ];
  try {
    await run(python, pip, { timeout: installTimeoutMs });
    // Somebody else may have been quicker.
    await rename(draft, folder).catch(() => undefined);
  } catch (error) {
    throw new AppError('missing-tool', 'debugpy could not be installed, which debugging needs.', {
      remedy: 'Look at the network and pip settings, then debug again.',
      detail: error instanceof Error ? error.message : String(error),
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Listens, tells where in a file, waits for a client, and becomes the worker's program. */
const launcher = [
  'import os, runpy, sys',
  'import debugpy',
  'told, script = sys.argv[1:3]',
  'debugpy.configure(subProcess=False)',
  'port = debugpy.listen(("127.0.0.1", 0))[1]',
  'with open(told + ".new", "w") as file:',
  '    file.write(str(port))',
  'os.replace(told + ".new", told)',
  'debugpy.wait_for_client()',
  'sys.argv = sys.argv[2:]',
  'sys.path[0] = os.path.dirname(os.path.abspath(script))',
  'runpy.run_path(os.path.abspath(script), run_name="__main__")',
].join('\n');

/**
 * `python -u x.py` as the same under debugpy, which writes its port to the file `told` once it listens. Throws `usage`
 * for a program that is not Python.
 */
export function debuggedCommand(command: readonly string[], python: string, told: string): readonly string[] {
  const [program = '', ...args] = command;
  const first = args.findIndex(arg => !/^-[uOBsSEI]+$/.test(arg));
  const script = args[first];
  if (program !== python || !script?.endsWith('.py')) {
    throw new AppError(
      'usage',
      `A worker that is started by ${program} cannot be debugged: only Python can.`,
      {
        remedy:
          'Let the last CMD of the Dockerfile, or the arguments of the template, start the handler with python.',
      },
    );
  }
  const frozen = ['-X', 'frozen_modules=off'];
  return [program, ...frozen, ...args.slice(0, first), '-c', launcher, told, ...args.slice(first)];
}

const pollMs = 100;

/** The port that is told; undefined when the process ends before it listens. */
export async function portTold(
  told: string,
  exited: Promise<unknown>,
  clock: Clock,
): Promise<number | undefined> {
  const end = new AbortController();
  void exited.then(() => end.abort());
  while (!end.signal.aborted) {
    const port = Number(await readFile(told, 'utf8').catch(() => ''));
    if (port > 0) return port;
    await clock.sleep(pollMs, end.signal).catch(() => undefined);
  }
  return undefined;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isDirectory(),
    () => false,
  );
}
