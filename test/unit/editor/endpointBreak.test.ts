// Breaking an endpoint of Local RunPod from the editor: what is offered, what is in force afterwards, how it is taken back.
import { beforeEach, describe, expect, it } from 'vitest';
import { createFaults } from '../../../src/api/localFaults';
import { endpointBreak } from '../../../src/editor/commands/endpointBreak';
import { isInForce, lastingFaults, toggled, wordsOf } from '../../../src/editor/faults/faults';
import type { Services } from '../../../src/editor/services';
import type { Target } from '../../../src/flows/target';
import { type FakeServices, fakeServices } from '../../support/fakeServices';
import { LocalPlatform } from '../../support/localPlatform';
import type { Answer } from '../../support/person';
import { httpOver, localOrigin, targetOver } from '../../support/targetOver';

describe('Break Something', () => {
  let local: LocalPlatform;
  let target: Target;
  let id: string;

  beforeEach(async () => {
    local = new LocalPlatform();
    target = targetOver(local, { kind: 'local', name: 'local' });
    id = await local.endpoint({ name: 'ocr', workers: { min: 0, max: 3 } });
  });

  async function choose(...script: Answer[]): Promise<FakeServices> {
    const fake = fakeServices({ target, stateFolder: '/nowhere', script });
    const runner = { faults: async () => createFaults(localOrigin, httpOver(local)) };
    const targets = { ...fake.services.targets, runner } as unknown as Services['targets'];
    await endpointBreak({ ...fake.services, targets }, { endpointId: 'ocr' });
    return fake;
  }

  it('adds one fault to another, marks them, and takes one back when it is chosen again', async () => {
    await choose('Slow network');
    const second = await choose('Stuck SDK');
    expect(local.platform.faults.of(id)).toEqual({ networkDelayMs: 2_000, takes: 'none' });
    expect(second.seen.join('\n')).toContain('in force');
    expect(second.told).toEqual(['ocr is broken on purpose: network 2000 ms slower, stuck SDK.']);
    expect(second.touched).toEqual([id]);
    await choose('Slow network');
    expect(local.platform.faults.of(id)).toEqual({ takes: 'none' });
  });

  it('heals one endpoint, or everything', async () => {
    await choose('Private image');
    expect((await choose('Make this endpoint well')).told).toEqual(['ocr is well again.']);
    expect(local.platform.faults.of(id)).toEqual({});
    await choose('No money left');
    expect(local.platform.faults.balance).toBe(0);
    await choose('Make everything well');
    expect(local.platform.faults.balance).toBeGreaterThan(0);
  });

  it('does what happens once', async () => {
    await choose('Go inactive now');
    expect(local.platform.account.endpoints.get(id)?.workersMax).toBe(0);
    await expect(choose('Lose a machine now')).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('leaves the endpoints of an account alone', async () => {
    target = { ...target, kind: 'account', name: 'me' };
    await expect(choose()).rejects.toMatchObject({ kind: 'refused' });
  });

  it('has words for every fault, and two of one kind replace each other', () => {
    for (const fault of lastingFaults) {
      expect(wordsOf(fault.faults)).toHaveLength(1);
      expect(isInForce(fault, toggled(fault, {}))).toBe(true);
    }
    const [isPrivate, isMissing] = lastingFaults.filter(({ faults }) => faults.image);
    if (!isPrivate || !isMissing) throw new Error('two faults of the image');
    expect(toggled(isMissing, toggled(isPrivate, {}))).toEqual({ image: 'missing' });
  });
});
