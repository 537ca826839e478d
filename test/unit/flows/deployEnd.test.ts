// How a deployment ends: a test job where one is wanted, a verdict, and what a base of its own saved.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../../src/flows/deploy';
import type { DeployDeps } from '../../../src/flows/deployContext';
import type { DeploySettings } from '../../../src/flows/deployRecord';
import { savingsWords } from '../../../src/flows/splitSavings';
import { Deploying, deployFailure } from '../../support/deploying';
import { letTimePass } from '../../support/letTimePass';

let at: Deploying;
let folder: string;
let platform: Deploying['platform'];
let clock: Deploying['clock'];

beforeEach(() => {
  at = new Deploying();
  ({ folder, platform, clock } = at);
});
afterEach(() => at.end());

const depsWith = (change: Partial<DeployDeps> = {}) => at.deps(change);
const processSettings = () => at.processSettings;
const containerSettings = () => at.containerSettings;
const input = () => join(folder, 'test_input.json');
const deployed: Deploying['deploy'] = (...given) => at.deploy(...given);

describe('the end of a deployment', () => {
  it('is a test job where one is wanted, and a verdict that claims no more than was tried', async () => {
    writeFileSync(input(), '{"input": {"text": "x"}}');
    const plain = await deployed(processSettings(), depsWith());
    expect(plain.verdict).toMatch(/^Release 1 works: it answered a ping in \d[^,]*\.$/);
    expect(plain.testJob).toBeUndefined();
    const tested = await deployed({ ...processSettings(), testInput: input() }, depsWith());
    expect(Object.keys(tested.seconds).at(-1)).toBe('test job');
    expect(tested.testJob).toMatchObject({ id: expect.any(String), status: 'COMPLETED' });
    expect(tested.verdict).toMatch(/^Release 1 works: it answered a ping in .*, its test job was done in /);
    platform.answer = { status: 'FAILED', error: 'no ping here', workerId: 'w1' };
    expect((await deployed(processSettings(), depsWith())).verdict).toBe(
      'Release 1 runs; its handler does not know the ping.',
    );
  });

  it('fails with the reason of a test job that fails, and says how to get back', async () => {
    writeFileSync(input(), '{"input": {"text": "x"}}');
    await deployed(processSettings(), depsWith());
    writeFileSync(join(folder, 'handler.py'), 'print(2)\n');
    const settings = { ...processSettings(), testInput: input() };
    const answered = platform.answer;
    const onStep: DeployDeps['onStep'] = ({ name, state }) => {
      if (name === 'test job' && state === 'running')
        platform.answer = { status: 'FAILED', error: 'too dark' };
    };
    const error = await deployFailure(deployed(settings, depsWith({ onStep })));
    expect(error).toMatchObject({ step: 'test job', kind: 'remote' });
    expect(error.message).toMatch(
      /^The test job test_input\.json ended as FAILED: too dark \(step test job\)\. Now endpoint ocr .* Roll back to release 1/,
    );
    platform.answer = answered;
    const missing: DeploySettings = { ...settings, testInput: join(folder, 'nowhere.json') };
    expect(await deployFailure(deployed(missing, depsWith()))).toMatchObject({
      kind: 'usage',
      step: 'test job',
    });
  });

  it('tells what the base saved, measured, once it was there', async () => {
    const deps = () => depsWith({ engine: at.engine.port });
    const first = await deployed(containerSettings(), deps());
    expect(first.savings).toBeUndefined();
    writeFileSync(join(folder, 'handler.py'), 'print(2)\n');
    const second = await deployed(containerSettings(), deps());
    const cost = (result: typeof first) => (result.seconds.build ?? 0) + (result.seconds.push ?? 0);
    expect(second.savings).toEqual({
      now: { seconds: cost(second), bytes: 1000 },
      whole: { seconds: cost(first), bytes: 1000 },
    });
    expect(cost(second)).toBeLessThan(cost(first));
    expect(savingsWords(second.savings!)).toMatch(
      /^The base was there: build and push took 1\.\d s for 1\.0 kB, and 3\.\d s/,
    );
  });

  it('cancels its test job when it is cancelled itself, and says that the release stays', async () => {
    writeFileSync(input(), '{"input": {"text": "x"}}');
    const abort = new AbortController();
    const onStep: DeployDeps['onStep'] = ({ name, state }) => {
      if (name !== 'test job' || state !== 'running') return;
      platform.answer = { status: 'IN_PROGRESS' };
      void clock.sleep(2_000).then(() => abort.abort());
    };
    const settings = { ...processSettings(), testInput: input() };
    const error = await deployFailure(
      letTimePass(clock, deploy(settings, {}, depsWith({ onStep }), abort.signal)),
    );
    expect(error).toMatchObject({ kind: 'cancelled', step: 'test job' });
    expect(error.message).toMatch(/The new endpoint ocr \(ep1\) is there/);
    expect(platform.calls).toContain('jobs.cancel');
  });
});
