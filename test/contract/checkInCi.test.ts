// The workflow of the README, as plain commands over the command line as it ships: what `run:` says is run in a shell
// the way GitHub does it.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, expect, it } from 'vitest';
import { sarifSchema } from '../support/sarifSchema';
import { root } from '../support/tree';

const folder = mkdtempSync(join(tmpdir(), 'runpod-ci-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const workflow = /```yaml\n(jobs:\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';

function run(command: string): Promise<number> {
  const ours = command.replace(
    'npx runpod-worker-dev',
    `"${process.execPath}" "${join(root, 'dist/cli.js')}"`,
  );
  return new Promise(resolve => {
    execFile('bash', ['-e', '-c', ours], { cwd: folder }, error =>
      resolve(typeof error?.code === 'number' ? error.code : error ? -1 : 0),
    );
  });
}

it('fails the job and leaves a report that code scanning takes, and passes once fixed', async () => {
  const [, command = ''] = /- run: (.+)/.exec(workflow) ?? [];
  const [, report = ''] = /sarif_file: ([\w./-]+)/.exec(workflow) ?? [];
  expect(command).toContain(report);
  const handler = join(folder, 'handler.py');
  writeFileSync(handler, 'import runpod\n\n\ndef handler(job):\n    return {"ok": True}\n');
  writeFileSync(join(folder, 'requirements.txt'), 'runpod==1.12.0\n');

  expect(await run(command)).toBe(1);
  const found = JSON.parse(readFileSync(join(folder, report), 'utf8'));
  const ajv = addFormats.default(new Ajv({ strict: true, allErrors: true }));
  expect(ajv.validate(sarifSchema, found) ? [] : ajv.errors).toEqual([]);
  expect(found.runs[0].results).toHaveLength(1);

  expect(await run('npx runpod-worker-dev check --fix')).toBe(0);
  const fixed = readFileSync(handler, 'utf8');
  expect(fixed).toContain('runpod.serverless.start(');
  expect(await run(command)).toBe(0);
  expect(await run('npx runpod-worker-dev check --fix')).toBe(0);
  expect(readFileSync(handler, 'utf8')).toBe(fixed);
}, 60_000);
