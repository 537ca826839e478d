// The inputs that a job can be made from: the worker's own, the shared tests of the Hub, what was sent before.
import { describe, expect, it } from 'vitest';
import { offeredInputs, testsFile, withTest } from '../../../src/editor/jobs/inputs';
import type { SessionJob } from '../../../src/editor/jobs/job';
import type { KnownWorker } from '../../../src/editor/workers/workers';

const tests = {
  tests: [{ name: 'an invoice', input: { page: 1 } }, { input: { page: 2 } }],
  config: { gpuCount: 1 },
};
const known = {
  worker: {
    folder: '/home/me/ocr',
    testInputs: [{ path: '/home/me/ocr/test_input.json', text: '{"input": {"a": 1}}' }],
    hubFiles: [{ path: '/home/me/ocr/.runpod/tests.json', text: JSON.stringify(tests) }],
  },
} as unknown as KnownWorker;
const sent = (key: string, request: unknown) => ({ key, request }) as SessionJob;

describe('offeredInputs', () => {
  it('has the worker’s own input, each shared test by its name, and what was sent, once', () => {
    const jobs = [
      sent('j3', { input: { b: 1 } }),
      sent('j2', { input: { b: 1 } }),
      sent('j1', { input: { b: 0 } }),
    ];
    const offered = offeredInputs([known], jobs);
    expect(offered.map(({ group, label }) => [group, label])).toEqual([
      ['ocr', 'test_input.json'],
      ['ocr · tests.json', 'an invoice'],
      ['ocr · tests.json', 'Test 2'],
      ['Sent before', '{ "input": { "b": 1 } }'],
      ['Sent before', '{ "input": { "b": 0 } }'],
    ]);
    expect(offered.map(({ text }) => JSON.parse(text()))).toEqual([
      { input: { a: 1 } },
      { input: { page: 1 } },
      { input: { page: 2 } },
      { input: { b: 1 } },
      { input: { b: 0 } },
    ]);
  });

  it('offers nothing of a file that is not what it should be', () => {
    const broken = {
      worker: { ...known.worker, testInputs: [], hubFiles: [{ path: '/w/tests.json', text: '{"tests": 1' }] },
    };
    expect(offeredInputs([broken as unknown as KnownWorker], [])).toEqual([]);
  });
});

describe('a kept input', () => {
  it('is added to the tests that are there, and the rest of the file stays', () => {
    const text = withTest(JSON.stringify(tests), { name: 'new', input: { page: 3 } });
    expect(JSON.parse(text ?? '')).toEqual({
      ...tests,
      tests: [...tests.tests, { name: 'new', input: { page: 3 } }],
    });
    expect(JSON.parse(withTest(undefined, { name: 'new', input: 1 }) ?? '')).toEqual({
      tests: [{ name: 'new', input: 1 }],
    });
    expect(withTest('no json', { name: 'new', input: 1 })).toBeUndefined();
    expect(testsFile(known)).toBe('/home/me/ocr/.runpod/tests.json');
  });
});
