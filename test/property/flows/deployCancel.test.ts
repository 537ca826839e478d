// Cancelled at every step: nothing more is done, nothing is left half-written, and what is told is true. Then taken up
// again: the deployment ends as if nothing had happened.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../src/base/errors';
import { type DeployFailure, deploy, resumeDeploy } from '../../../src/flows/deploy';
import { type DeployStepName, describeDeployment } from '../../../src/flows/deployRecord';
import { closeInterrupted, interruptedDeploys, trueState } from '../../../src/flows/interruptedDeploys';
import { Deploying, deployFailure } from '../../support/deploying';
import { letTimePass } from '../../support/letTimePass';

let at: Deploying;
beforeEach(() => {
  at = new Deploying();
});
afterEach(() => at.end());

const never = new AbortController().signal;
const run = <T>(work: Promise<T>) => letTimePass(at.clock, work);
const deps = () => at.deps({ engine: at.engine.port });

async function cancelledAt(step: DeployStepName): Promise<DeployFailure> {
  const abort = new AbortController();
  const onStep = ({ name, state }: { name: DeployStepName; state: string }) => {
    if (name === step && state === 'running') abort.abort();
  };
  return deployFailure(at.deploy(at.containerSettings, { ...deps(), onStep }, {}, abort.signal));
}

describe('a deployment cancelled at its first time', () => {
  it.each<[DeployStepName, RegExp, { built: number; pushed: number; templates: number; endpoints: number }]>([
    ['build', /Nothing was changed on RunPod\.$/, { built: 0, pushed: 0, templates: 0, endpoints: 0 }],
    ['push', /Nothing was changed on RunPod\.$/, { built: 2, pushed: 0, templates: 0, endpoints: 0 }],
    ['preflight', /Nothing was changed on RunPod\.$/, { built: 2, pushed: 2, templates: 0, endpoints: 0 }],
    ['template', /Nothing was changed on RunPod\.$/, { built: 2, pushed: 2, templates: 0, endpoints: 0 }],
    [
      'endpoint',
      /The template is saved with \S+; no endpoint was made yet\.$/,
      { built: 2, pushed: 2, templates: 1, endpoints: 0 },
    ],
    [
      'rollout',
      /The new endpoint ocr \(ep1\) is there with/,
      { built: 2, pushed: 2, templates: 1, endpoints: 1 },
    ],
    [
      'ping',
      /The new endpoint ocr \(ep1\) is there with/,
      { built: 2, pushed: 2, templates: 1, endpoints: 1 },
    ],
  ])('at %s', async (step, words, left) => {
    const failure = await cancelledAt(step);
    const { kind, message } = explain(failure);
    expect({ kind, step: failure.step }).toEqual({ kind: 'cancelled', step });
    expect(message).toMatch(new RegExp(`^The deployment was cancelled \\(step ${step}\\)\\. `));
    expect(message).toMatch(words);
    const count = () => ({
      built: at.engine.built.length,
      pushed: at.engine.pushed.length,
      templates: at.platform.templates.size,
      endpoints: at.platform.endpoints.size,
    });
    expect(count()).toEqual(left);
    for (const template of at.platform.templates.values())
      expect(template).toMatchObject({
        name: 'ocr',
        imageName: failure.record.facts.image,
        isServerless: true,
      });

    const record = await at.journal.load(failure.record.id);
    expect(record).toMatchObject({ outcome: 'cancelled' });
    expect(describeDeployment(record!)).toMatch(new RegExp(`^Cancelled at ${step}\\.`));
    const result = await run(resumeDeploy(record!, {}, deps(), never));
    expect(result).toMatchObject({ endpointId: 'ep1', templateId: 't1', ping: { ok: true } });
    expect(count()).toEqual({ built: 2, pushed: 2, templates: 1, endpoints: 1 });
  });
});

describe('an update cancelled', () => {
  it.each<[DeployStepName, 'old' | 'new']>([
    ['build', 'old'],
    ['push', 'old'],
    ['preflight', 'old'],
    ['template', 'old'],
    ['endpoint', 'new'],
    ['rollout', 'new'],
    ['ping', 'new'],
  ])('at %s says that the endpoint has the %s image, and it has', async (step, has) => {
    const first = await run(deploy(at.containerSettings, {}, deps(), never));
    at.write('handler.py', 'print(2)\n');
    const { message, record } = await cancelledAt(step);
    const bound = at.platform.templates.get('t1')?.imageName;
    if (has === 'old') {
      expect(bound).toBe(first.image);
      if (step !== 'template' && step !== 'build') expect(record.facts.image).not.toBe(first.image);
      expect(message).toMatch(/Nothing was changed/);
    } else {
      expect(bound).toBe(record.facts.image);
      expect(message).toContain(
        `Now endpoint ocr (ep1) has ${bound}. Roll back to release 1 to get ${first.image} back.`,
      );
    }
  });
});

describe('a deployment whose process was killed', () => {
  const dead = () => false;

  /** Stops the journal at a moment, as kill -9 does: what comes later is not noted. */
  async function killedDuring(step: DeployStepName): Promise<void> {
    const { journal } = at;
    let gone = false;
    const dying: typeof journal = {
      ...journal,
      save: async record => {
        if (!gone) await journal.save(record);
        gone ||= record.steps.some(({ name, state }) => name === step && state === 'running');
      },
    };
    await run(deploy(at.containerSettings, {}, { ...deps(), journal: dying }, never)).catch(() => undefined);
  }

  it('is found by its dead process only, and told once', async () => {
    await killedDuring('push');
    expect(await interruptedDeploys(at.journal, () => true)).toEqual([]);
    const [found] = await interruptedDeploys(at.journal, dead);
    expect(found).toMatchObject({ outcome: 'running', owner: process.pid });
    const closed = await closeInterrupted(at.journal, found!);
    expect(describeDeployment(closed)).toBe('Interrupted during push. Nothing was changed on RunPod.');
    expect(await interruptedDeploys(at.journal, dead)).toEqual([]);
    expect(await run(resumeDeploy(closed, {}, deps(), never))).toMatchObject({ ping: { ok: true } });
  });

  it.each<[DeployStepName, RegExp]>([
    ['template', /^Interrupted during template\. The new endpoint ocr \(ep1\) is there with/],
    ['endpoint', /^Interrupted during endpoint\. The new endpoint ocr \(ep1\) is there with/],
    ['ping', /^Interrupted during ping\. The new endpoint ocr \(ep1\) is there with/],
  ])('during %s: what RunPod has counts, not what was noted', async (step, words) => {
    await killedDuring(step);
    const [found] = await interruptedDeploys(at.journal, dead);
    expect(describeDeployment(await trueState(found!, at.platform.cloud))).toMatch(words);
  });

  it('is not told once the endpoint was deployed anew', async () => {
    await killedDuring('push');
    await run(deploy(at.containerSettings, {}, deps(), never));
    expect(await interruptedDeploys(at.journal, dead)).toEqual([]);
  });

  it('sees what was deleted since, and makes it again when it is taken up', async () => {
    await killedDuring('ping');
    at.platform.endpoints.clear();
    const [found] = await interruptedDeploys(at.journal, dead);
    const real = await trueState(found!, at.platform.cloud);
    expect(describeDeployment(real)).toMatch(
      /^Interrupted during ping\. The template is saved with \S+; no endpoint/,
    );
    at.platform.templates.clear();
    const nothing = await trueState(found!, at.platform.cloud);
    expect(describeDeployment(nothing)).toBe(
      'Interrupted during ping. What it made on RunPod is not there any more.',
    );
    const result = await run(resumeDeploy(nothing, {}, deps(), never));
    expect(result).toMatchObject({ endpointId: 'ep1', templateId: 't1', ping: { ok: true } });
    expect((await at.journal.load(found!.id))?.facts.gone).toBeUndefined();
    expect([at.platform.endpoints.size, at.platform.templates.size]).toEqual([1, 1]);
  });

  it('sees that somebody deployed something else since, and says so', async () => {
    await killedDuring('ping');
    at.platform.templates.set('t1', {
      ...at.platform.templates.get('t1')!,
      imageName: 'ghcr.io/you/other:1',
    });
    const [found] = await interruptedDeploys(at.journal, dead);
    const real = await trueState(
      { ...found!, settings: { ...found!.settings, endpointId: 'ep1' } },
      at.platform.cloud,
    );
    expect(real.facts.templateWritten).toBe(false);
    expect(real.steps.find(({ name }) => name === 'template')?.state).toBe('waiting');
    at.platform.endpoints.clear();
    const gone = await trueState(
      { ...found!, settings: { ...found!.settings, endpointId: 'ep1' } },
      at.platform.cloud,
    );
    expect(gone.settings.endpointId).toBeUndefined();
  });

  it('knows a template without an endpoint, and an endpoint that still has its old image', async () => {
    await killedDuring('endpoint');
    at.platform.endpoints.clear();
    const [orphan] = await interruptedDeploys(at.journal, dead);
    expect(describeDeployment(await trueState(orphan!, at.platform.cloud))).toMatch(
      /no endpoint was made yet/,
    );
    const old = { image: 'ghcr.io/me/ocr:0', release: 4 };
    const facts = { ...orphan!.facts, endpointId: 'ep1', previous: old, templateWritten: true };
    at.platform.templates.set('t1', { ...at.platform.templates.get('t1')!, imageName: old.image });
    at.platform.endpoints.set('ep1', { id: 'ep1', name: 'ocr', templateId: 't1' });
    const real = await trueState({ ...orphan!, facts }, at.platform.cloud);
    expect(describeDeployment(real)).toMatch(
      /Nothing was changed: endpoint ocr \(ep1\) still has ghcr\.io\/me\/ocr:0/,
    );
  });
});
