// A command line without a terminal: what was printed is kept, the world is what the test gives.
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import type { CliIo } from '../../src/flows/cli/io';
import { runCli } from '../../src/flows/cli/program';
import { memoryFiles } from './memoryFiles';
import { testPython } from './python';

export interface Invocation {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The files as they are afterwards. */
  readonly files: ReadonlyMap<string, string>;
}

/** Runs one invocation in `/w` over files of memory. */
export async function invoke(
  argv: readonly string[],
  files: Record<string, string> = {},
  io: Partial<CliIo> = {},
): Promise<Invocation> {
  const printed = { out: '', err: '' };
  const texts = new Map(Object.entries(files));
  const code = await runCli(argv, {
    out: text => {
      printed.out += text;
    },
    err: text => {
      printed.err += text;
    },
    stdin: async () => '',
    cwd: '/w',
    env: { RUNPOD_WORKER_DEV_STATE: '/nowhere' },
    clock: systemClock,
    files: memoryFiles(texts),
    write: async (path, text) => {
      texts.set(path, text);
    },
    dist: '/dist',
    log: silentLogger,
    userAgent: 'test',
    version: '0.0.0',
    python: testPython,
    signal: new AbortController().signal,
    ...io,
  });
  return { code, ...printed, files: texts };
}
