// The sample after our own switch, run by the real SDK: lazy is ready without a model, loads it once in the first job
// and survives a load that fails; and the way back gives the file we started from.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/base/nodeFiles';
import { planStrategySwitch } from '../../src/flows/switchStrategy';
import type { SwitchTarget } from '../../src/loading/report';
import { type RunningWorker, startWorker } from '../support/handlerProcess';
import { testPython } from '../support/python';
import { root } from '../support/tree';
import { WorkerPlane } from '../support/workerPlane';

const shipped = readFileSync(join(root, 'worker-sample/handler.py'), 'utf8');
const testInput = JSON.parse(readFileSync(join(root, 'worker-sample/test_input.json'), 'utf8')).input;
const job = { ...testInput, annotate: false };
const python = await testPython();

describe('worker sample, switched', () => {
  let folder: string;
  let handler: string;
  let plane: WorkerPlane;
  let worker: RunningWorker | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sample-switched-'));
    handler = join(folder, 'handler.py');
    writeFileSync(handler, shipped);
    plane = new WorkerPlane();
    await plane.start();
  });
  afterEach(async () => {
    await worker?.stop();
    await plane.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function switchTo(to: SwitchTarget): Promise<void> {
    const plan = await planStrategySwitch(handler, to, { files: nodeFiles, python });
    if (plan.kind !== 'edits') throw new Error(`${to}: ${plan.reason}`);
    for (const { path, after } of plan.texts) writeFileSync(path, after);
  }

  async function start(): Promise<RunningWorker> {
    worker = await startWorker(handler, plane.environment);
    await worker.printed('Starting Serverless Worker');
    return worker;
  }

  const loadsIn = (text: string) => text.split('Model loaded in').length - 1;

  it('lazy: answers a ping without the model, loads it in the first job and only there', async () => {
    await switchTo('lazy');
    const running = await start();
    expect((await plane.run({ ping: true })).output).toEqual({ pong: true });
    expect(loadsIn(running.output())).toBe(0);
    const first = await plane.run(job);
    const second = await plane.run(job);
    expect(first.output).toMatchObject({ text: expect.stringContaining('Invoice 2026-0042') });
    expect(second.output).toMatchObject({ text: first.output?.text });
    expect(loadsIn(running.output())).toBe(1);
  });

  it('lazy: a load that fails fails its job with the reason, and the next job tries again', async () => {
    await switchTo('lazy');
    const text = readFileSync(handler, 'utf8');
    const call = '    model = RapidOCR(';
    expect(text).toContain(call);
    const failOnce =
      '    if not job_files.exists():\n        job_files.touch()\n        raise OSError("volume is not ready")\n';
    const marker = `import pathlib\n\njob_files = pathlib.Path(${JSON.stringify(join(folder, 'tried'))})\n\n\ndef load_model`;
    writeFileSync(handler, text.replace(call, failOnce + call).replace('def load_model', marker));
    await start();
    const failed = await plane.run(job);
    expect(JSON.parse(failed.error ?? '{}')).toMatchObject({
      error_message: 'volume is not ready',
      error_traceback: expect.stringContaining('load_model'),
    });
    expect((await plane.run(job)).output).toMatchObject({
      text: expect.stringContaining('RunPod Worker Dev'),
    });
  });

  it('warm again: the same bytes, so the same worker', async () => {
    await switchTo('lazy');
    expect(readFileSync(handler, 'utf8')).not.toBe(shipped);
    await switchTo('warm');
    expect(readFileSync(handler, 'utf8')).toBe(shipped);
  });
});
