// Back to an earlier release from the list of releases: what comes back, what stays, what is refused.
import { describe, expect, it } from 'vitest';
import { planRollBack, rollBackToRelease } from '../../../src/flows/rollBack';
import { aGraphEndpoint, aTemplate } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { FakePlatform } from '../../support/fakePlatform';

async function history() {
  const platform = new FakePlatform();
  const { templates, endpoints } = platform.cloud;
  await endpoints.save({ ...aGraphEndpoint(), id: 'ep1' } as never);
  platform.templates.set('t1', aTemplate({ imageName: 'ocr:1', env: [{ key: 'A', value: '1' }] }));
  const change = async (fields: object) => templates.save({ ...(await templates.get('t1')), ...fields });
  await change({ imageName: 'ocr:2' });
  await change({
    imageName: 'ocr:3',
    env: [
      { key: 'A', value: '2' },
      { key: 'B', value: 'x' },
    ],
  });
  await change({ imageName: 'ocr:4' });
  platform.releases[0]?.diff.push({ field: 'gpuCount', old: 1, new: 2 });
  return platform;
}

describe('rolling back', () => {
  it('puts the template of a release back, and leaves the rest', async () => {
    const platform = await history();
    platform.templates.set('t1', { ...platform.templates.get('t1')!, readme: 'New words.' });
    const kept: unknown[] = [];
    const deps = {
      snapshots: { keep: async (_: string, content: unknown) => String(kept.push(content)) },
      clock: new FakeClock(),
    };
    const plan = await rollBackToRelease(platform.cloud, { endpointId: 'ep1', release: 2 }, deps);
    expect(plan).toMatchObject({ to: 2, kept: ['gpuCount'], endpoints: [{ id: 'ep1' }] });
    expect(platform.templates.get('t1')).toMatchObject({
      imageName: 'ocr:2',
      env: [{ key: 'A', value: '1' }],
      readme: 'New words.',
    });
    expect(kept).toMatchObject([{ kind: 'template', before: { imageName: 'ocr:4' } }]);
    expect(platform.version).toBe(5);
  });

  it('shows before it writes, and names what it cannot do', async () => {
    const platform = await history();
    const plan = await planRollBack(platform.cloud, { endpointId: 'ep1', release: 3 });
    expect(plan.changes).toEqual([{ field: 'imageName', kind: 'changed', before: 'ocr:4', after: 'ocr:3' }]);
    expect(platform.templates.get('t1')?.imageName).toBe('ocr:4');
    await expect(planRollBack(platform.cloud, { endpointId: 'ep1', release: 4 })).rejects.toMatchObject({
      kind: 'refused',
    });
    await expect(planRollBack(platform.cloud, { endpointId: 'ep1', release: 9 })).rejects.toMatchObject({
      kind: 'not-found',
      remedy: 'It has 4, 3, 2, 1.',
    });
  });
});
