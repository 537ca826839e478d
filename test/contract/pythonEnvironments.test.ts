// The environments that other contract tests stand on: the right SDK, made once, nothing half on failure.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentFor, sdkEnvironment } from '../support/pythonEnvironments';

const versionOf = (python: string) =>
  execFileSync(python, ['-c', 'from importlib.metadata import version; print(version("runpod"))'], {
    encoding: 'utf8',
  }).trim();

describe('Python environments', () => {
  it.each(['1.7.10', '1.12.0'] as const)('hold runpod %s', async version => {
    const asked = await Promise.all([sdkEnvironment(version), sdkEnvironment(version)]);
    expect(asked[0]).toEqual(asked[1]);
    expect(versionOf(asked[0].python)).toBe(version);
  });

  it('leave nothing behind when pip cannot install, and say why', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'environments-'));
    const impossible = environmentFor('--no-index\nno-such-package-here==1\n', cache);
    await expect(impossible).rejects.toThrow(/no-such-package-here/);
    expect(readdirSync(cache)).toEqual([]);
    rmSync(cache, { recursive: true, force: true });
  });
});
