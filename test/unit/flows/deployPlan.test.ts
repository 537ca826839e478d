// The plan of a deployment: it says what will be done and does nothing.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../../src/flows/deploy';
import { planDeploy } from '../../../src/flows/deployPlan';
import { Deploying } from '../../support/deploying';
import { letTimePass } from '../../support/letTimePass';

let at: Deploying;
beforeEach(() => {
  at = new Deploying();
});
afterEach(() => at.end());
const never = new AbortController().signal;
const deps = () => at.deps({ engine: at.engine.port });
const says = (steps: readonly { name: string; does: string }[]) =>
  Object.fromEntries(steps.map(({ name, does }) => [name, does]));

describe('planDeploy', () => {
  it('tells a first deployment, and touches nothing', async () => {
    const plan = await planDeploy(at.containerSettings, {}, deps(), never);
    expect(plan).toMatchObject({ target: 'local', endpointId: undefined, current: undefined, changes: [] });
    expect(says(plan.steps)).toMatchObject({
      build: expect.stringMatching(
        /^Build 127\.0\.0\.1:5000\/ocr:1a2b3c4d-\w{10}, after its base \S+:base-\w{12}\.$/,
      ),
      template: 'Make the template ocr.',
      endpoint: 'Make endpoint ocr: 0 to 3 workers, GPUs AMPERE_16,AMPERE_24,ADA_24.',
    });
    expect(at.engine.built).toEqual([]);
    expect(at.platform.calls.filter(call => call.endsWith('save'))).toEqual([]);
    expect(await at.journal.list()).toEqual([]);
  });

  it('tells an update: the base that is built, what changes in the template, secrets masked', async () => {
    const first = await letTimePass(at.clock, deploy(at.containerSettings, {}, deps(), never));
    at.write('handler.py', 'print(2)\n');
    const values = { env: { HF_TOKEN: 'hf_verysecret' } };
    const plan = await planDeploy({ ...at.containerSettings, workersMax: 5 }, values, deps(), never);
    expect(plan).toMatchObject({ endpointId: 'ep1', current: first.image });
    expect(plan.image).not.toBe(first.image);
    expect(says(plan.steps)).toMatchObject({
      build: expect.stringMatching(/on the base that is built\.$/),
      template: 'Change the template: imageName, env.HF_TOKEN.',
      endpoint: 'Keep endpoint ocr (ep1), 0 to 5 workers.',
    });
    expect(JSON.stringify(plan)).not.toContain('verysecret');
    expect((await letTimePass(at.clock, deploy(at.containerSettings, {}, deps(), never))).image).toBe(
      plan.image,
    );
  });

  it('has no build and no push where the image exists or the folder is the image', async () => {
    const names = async (settings: typeof at.containerSettings) =>
      (await planDeploy(settings, {}, deps(), never)).steps.map(({ name }) => name);
    const image = { ...at.containerSettings, image: 'ghcr.io/me/ocr:1' };
    expect(await names(image)).toEqual(['preflight', 'template', 'endpoint', 'rollout', 'ping']);
    expect(await names(at.processSettings)).not.toContain('push');
  });

  it('refuses settings that cannot work', async () => {
    const { repository: _, ...settings } = at.containerSettings;
    await expect(planDeploy(settings, {}, deps(), never)).rejects.toMatchObject({ kind: 'usage' });
  });
});
