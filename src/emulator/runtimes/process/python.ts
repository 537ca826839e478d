// Finds a Python that can make environments: 3.10 or newer, with venv and pip.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '../../../base/errors';

export interface Python {
  /** Absolute path of the real interpreter, behind shims. */
  readonly executable: string;
  /** Such as `3.11.7`. */
  readonly version: string;
}

const run = promisify(execFile);
const usual = ['python3', 'python3.12', 'python3.11', 'python3.13', 'python3.10', 'python'];
const probe = [
  'import sys, venv, ensurepip',
  'assert sys.version_info >= (3, 10)',
  'print(sys.executable)',
  'print("%d.%d.%d" % sys.version_info[:3])',
].join('; ');
const probeTimeoutMs = 20_000;

/**
 * The configured Python, or the first on the PATH that fits.
 * Throws `missing-tool` when there is none, or when the configured one does not fit.
 */
export async function findPython(configured: string | undefined): Promise<Python> {
  for (const name of configured ? [configured] : usual) {
    const found = await run(name, ['-c', probe], { timeout: probeTimeoutMs }).catch(() => undefined);
    const [executable, version] = found?.stdout.trim().split(/\r?\n/) ?? [];
    if (executable && version) return { executable, version };
  }
  const what = configured
    ? `${configured} is not a Python 3.10 or newer with venv and pip.`
    : 'No Python 3.10 or newer with venv and pip was found on the PATH.';
  throw new AppError('missing-tool', what, {
    remedy:
      'Install Python 3.10 or newer (Debian and Ubuntu: apt install python3 python3-venv), or name one with --python.',
  });
}
