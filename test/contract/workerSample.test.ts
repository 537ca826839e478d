// The worker sample on the real SDK: it reads real text, answers a ping at once, says what is wrong with an input,
// and a load that fails ends it with a traceback that can be seen.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWorker, startWorker } from '../support/handlerProcess';
import { pngOf } from '../support/png';
import { root } from '../support/tree';
import { WorkerPlane } from '../support/workerPlane';

const testInput = JSON.parse(readFileSync(join(root, 'worker-sample/test_input.json'), 'utf8')).input;
/** White, 40 x 1600, one bit a pixel. */
const narrowPng = pngOf({ width: 40, height: 1600 });
const expectedText = 'RunPod Worker Dev\nInvoice 2026-0042\nTotal: 128.50 EUR';

describe('worker sample', () => {
  const plane = new WorkerPlane();
  const folder = mkdtempSync(join(tmpdir(), 'sample-'));
  let worker: RunningWorker;

  beforeAll(async () => {
    cpSync(join(root, 'worker-sample'), folder, { recursive: true });
    await plane.start();
    worker = await startWorker(join(folder, 'handler.py'), plane.environment);
    await worker.printed('Starting Serverless Worker |  Version 1.12.0');
  });

  afterAll(async () => {
    await worker.stop();
    await plane.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has its model before it takes a job', () => {
    expect(worker.output().indexOf('Model loaded in')).toBeGreaterThanOrEqual(0);
    expect(worker.output().indexOf('Model loaded in')).toBeLessThan(
      worker.output().indexOf('Starting Serverless Worker'),
    );
  });

  it('answers a ping at once, whatever else the input holds', async () => {
    const pong = await plane.run({ ping: true, image: 'not an image' });
    expect(pong.output).toEqual({ pong: true });
    expect(pong.runMs).toBeLessThan(1000);
  });

  it('reads the text of the test input, with boxes, scores and an annotated PNG', async () => {
    const { output, error } = await plane.run(testInput);
    expect(error).toBeUndefined();
    expect(output).toMatchObject({ text: expectedText, width: 420, height: 190 });
    const lines = output?.lines as { score: number; box: number[][] }[];
    expect(lines).toHaveLength(3);
    for (const { score, box } of lines) {
      expect(score).toBeGreaterThan(0.9);
      expect(box).toHaveLength(4);
      for (const [x, y] of box) {
        expect(x).toBeLessThanOrEqual(420);
        expect(y).toBeLessThanOrEqual(190);
      }
    }
    const png = Buffer.from(String(output?.annotated_png), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(420);
  });

  it('takes data URLs, leaves the picture out on request and honours the score', async () => {
    const image = `data:image/png;base64,${testInput.image}`;
    const { output } = await plane.run({ image, annotate: false, min_score: 1 });
    expect(output).toMatchObject({ text: '', lines: [] });
    expect(output).not.toHaveProperty('annotated_png');
  });

  it('takes a narrow image without taking memory and time for a large one', async () => {
    const { output, runMs } = await plane.run({ image: narrowPng.toString('base64') });
    expect(output).toMatchObject({ text: '', width: 40, height: 1600 });
    expect(runMs).toBeLessThan(20_000);
  });

  it.each([
    ['no input object', 'hello', "'input' must be an object."],
    ['nothing at all', {}, "'image' is missing: give a PNG, JPEG or WebP as a base64 string."],
    [
      'a number for an image',
      { image: 7 },
      "'image' is missing: give a PNG, JPEG or WebP as a base64 string.",
    ],
    ['no base64', { image: '***' }, "'image' is not valid base64."],
    ['base64 of no image', { image: 'aGVsbG8=' }, "'image' is not a readable PNG, JPEG or WebP."],
    [
      'a truncated image',
      { image: testInput.image.slice(0, 800) },
      "'image' is not a readable PNG, JPEG or WebP.",
    ],
    [
      'too many bytes',
      { image: 'A'.repeat(9_400_000) },
      "'image' has 7050000 bytes; at most 7000000 are allowed.",
    ],
    [
      'a score out of range',
      { image: testInput.image, min_score: 2 },
      "'min_score' must be a number from 0 to 1.",
    ],
    [
      'a score in words',
      { image: testInput.image, min_score: 'high' },
      "'min_score' must be a number from 0 to 1.",
    ],
  ])('says what is wrong with %s', async (_case, input, words) => {
    const report = await plane.run(input);
    expect(report.error).toBe(words);
    expect(report.output).toBeUndefined();
  });

  it('still works after all that', async () => {
    expect((await plane.run({ ...testInput, annotate: false })).output).toMatchObject({ text: expectedText });
  });
});

describe('worker sample whose model does not load', () => {
  it('ends with status 1 and the traceback in its log, before it takes a job', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sample-broken-'));
    const plane = new WorkerPlane();
    await plane.start();
    try {
      const handler = readFileSync(join(root, 'worker-sample/handler.py'), 'utf8');
      const call = 'model = RapidOCR(';
      expect(handler).toContain(call);
      writeFileSync(
        join(folder, 'handler.py'),
        handler.replace(call, 'raise RuntimeError("weights are damaged")\n    '.concat(call)),
      );
      const worker = await startWorker(join(folder, 'handler.py'), plane.environment);
      expect(await worker.ended).toBe(1);
      expect(worker.output()).toContain('Traceback (most recent call last):');
      expect(worker.output()).toContain('RuntimeError: weights are damaged');
      expect(worker.output()).not.toContain('Starting Serverless Worker');
    } finally {
      await plane.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
