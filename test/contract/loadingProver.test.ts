// The prover itself: rewrites that people get wrong must be caught, or its silence would mean nothing.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SwitchTarget } from '../../src/loading/report';
import { prove } from '../support/prover/proof';
import { Prover } from '../support/prover/prover';
import { sdkEnvironment } from '../support/pythonEnvironments';

const folder = mkdtempSync(join(tmpdir(), 'prover-'));
const head = 'import runpod, asyncio, sys\nfrom transformers import pipeline\n';
const start = 'runpod.serverless.start({"handler": handler})\n';
const use = '    return pipe(job["input"]["text"])\n';
const warm = `${head}pipe = pipeline("x")\npipe.to("cuda")\ndef handler(job):\n${use}${start}`;
const asyncWarm = warm.replace('def handler', 'async def handler');

const wrong: { name: string; to: SwitchTarget; before: string; after: string; fault: RegExp }[] = [
  {
    name: 'a guard that is set before the load is done',
    to: 'lazy',
    before: warm,
    after:
      `${head}pipe = None\ndef handler(job):\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\n        pipe.to("cuda")\n${use.replace('pipe(', 'pipe(').replace('return ', 'assert getattr(pipe, "moved", True)\n    return ')}${start}`.replace(
        'pipe.to("cuda")\n    assert getattr(pipe, "moved", True)',
        'pipe.moved = False\n        pipe.to("cuda")\n        pipe.moved = True\n    assert pipe.moved is not False',
      ),
    fault: /later jobs answer/,
  },
  {
    name: 'a failure that is remembered',
    to: 'lazy',
    before: warm,
    after: `${head}pipe = None\ndef handler(job):\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\n        pipe.to("cuda")\n${use}${start}`,
    fault: /the second job does without/,
  },
  {
    name: 'a failure that is remembered',
    to: 'lazy',
    before: warm,
    after: `${head}pipe = None\nerror = None\ndef handler(job):\n    global pipe, error\n    if pipe is None and error is None:\n        try:\n            found = pipeline("x")\n            found.to("cuda")\n            pipe = found\n        except Exception as e:\n            error = str(e)\n    if error:\n        return {"error": error}\n${use}${start}`,
    fault: /later jobs answer/,
  },
  {
    name: 'a load that ends the process inside a job',
    to: 'lazy',
    before: warm,
    after: `${head}pipe = None\ndef handler(job):\n    global pipe\n    if pipe is None:\n        try:\n            found = pipeline("x")\n            found.to("cuda")\n            pipe = found\n        except Exception:\n            sys.exit(1)\n${use}${start}`,
    fault: /the worker ends/,
  },
  {
    name: 'an async guard without a lock',
    to: 'lazy',
    before: asyncWarm,
    after: `${head}pipe = None\nasync def handler(job):\n    global pipe\n    if pipe is None:\n        await asyncio.sleep(0)\n        found = pipeline("x")\n        found.to("cuda")\n        pipe = found\n${use}${start}`,
    fault: /overlapping jobs load 3 times/,
  },
  {
    name: 'a warm load that is never made',
    to: 'warm',
    before: `${head}pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\ndef handler(job):\n    load()\n${use}${start}`,
    after: `${head}pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\ndef handler(job):\n    load()\n${use}if False:\n    load()\n${start}`,
    fault: /no load changed its time/,
  },
  {
    name: 'a warm load whose failure is swallowed',
    to: 'warm',
    before: `${head}pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\ndef handler(job):\n    load()\n${use}${start}`,
    after: `${head}pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\ndef handler(job):\n    load()\n${use}try:\n    load()\nexcept Exception:\n    pass\n${start}`,
    fault: /the worker starts all the same/,
  },
  {
    name: 'another answer',
    to: 'lazy',
    before: warm,
    after: `${head}pipe = None\ndef handler(job):\n    global pipe\n    if pipe is None:\n        found = pipeline("x")\n        found.to("cuda")\n        pipe = found\n    return pipe(job["input"]["prompt"], 1)[0]\n${start}`,
    fault: /outputs differ/,
  },
];

describe('the prover', () => {
  let prover: Prover;
  beforeAll(async () => {
    prover = new Prover((await sdkEnvironment('1.12.0')).python);
  });
  afterAll(() => {
    prover.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(wrong)('catches $name', async ({ to, before, after, fault }) => {
    const files = { before: join(folder, 'before.py'), after: join(folder, 'after.py') };
    writeFileSync(files.before, before);
    writeFileSync(files.after, after);
    const isAsync = before.includes('async def handler');
    const { faults } = await prove(prover, { ...files, to, loads: ['transformers.pipeline'], isAsync });
    expect(faults.join('\n')).toMatch(fault);
  });

  it('keeps a handler from the network, from programs and from other folders', async () => {
    const file = join(folder, 'fenced.py');
    const tries = [
      'socket.create_connection(("127.0.0.1", 9))',
      'os.posix_spawn("/bin/true", ["true"], {})',
      'open("/etc/outside", "w")',
      'open("/tmp/outside-of-the-worker", "w")',
    ];
    writeFileSync(
      file,
      `import os, runpod, socket, subprocess\ndef handler(job):\n    seen = []\n${tries
        .map(
          line =>
            `    try:\n        ${line}\n        seen.append("done")\n    except PermissionError:\n        seen.append("kept")\n`,
        )
        .join('')}    subprocess.run(["touch", "started"])\n    return seen\n${start}`,
    );
    const run = await prover.run({ file, fail: null, jobs: [{}], overlap: false });
    expect(run.outputs).toEqual([{ output: ['kept', 'kept', 'kept', 'done'] }]);
    expect(run.calls.map(call => call.path)).toEqual(['subprocess.run']);
    expect(existsSync(join(folder, 'started'))).toBe(false);
    expect(existsSync('/tmp/outside-of-the-worker')).toBe(false);
  });
});
