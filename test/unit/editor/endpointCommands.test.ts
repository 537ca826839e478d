// The commands that change endpoints, as a person uses them, over a Local RunPod without a socket: what is asked, what
// is said before anything happens, what is there afterwards, and that Escape changes nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancelled } from '../../../src/base/errors';
import type { Command } from '../../../src/editor/commands/command';
import { endpointCreate } from '../../../src/editor/commands/endpointCreate';
import { endpointDelete } from '../../../src/editor/commands/endpointDelete';
import { endpointIdleTimeout } from '../../../src/editor/commands/endpointIdleTimeout';
import { endpointScale } from '../../../src/editor/commands/endpointScale';
import { queuePurge } from '../../../src/editor/commands/queuePurge';
import { releaseOpen } from '../../../src/editor/commands/releaseOpen';
import { releaseRollBack } from '../../../src/editor/commands/releaseRollBack';
import { spendingRestore } from '../../../src/editor/commands/spendingRestore';
import { spendingStop } from '../../../src/editor/commands/spendingStop';
import { templateUndo } from '../../../src/editor/commands/templateUndo';
import { templateUpdate } from '../../../src/editor/commands/templateUpdate';
import type { Services } from '../../../src/editor/services';
import { askKey } from '../../../src/editor/targets/askKey';
import type { Target } from '../../../src/flows/target';
import { applyTemplateUpdate, planTemplateUpdate } from '../../../src/flows/updateTemplate';
import { type FakeServices, fakeServices } from '../../support/fakeServices';
import { LocalPlatform, testKey } from '../../support/localPlatform';
import { memoryShelf } from '../../support/memoryShelf';
import type { Answer } from '../../support/person';
import { targetOver } from '../../support/targetOver';

describe('commands that change endpoints', () => {
  let local: LocalPlatform;
  let target: Target;
  let stateFolder: string;
  let id: string;

  beforeEach(async () => {
    local = new LocalPlatform();
    stateFolder = await mkdtemp(join(tmpdir(), 'commands-'));
    target = targetOver(local);
    id = await local.endpoint(
      { name: 'ocr', workers: { min: 0, max: 3, idleTimeout: 7 } },
      { MODE: 'fast', HF_TOKEN: 'hf_verysecretvalue' },
    );
  });
  afterEach(async () => {
    await local.platform.stop(0);
    await rm(stateFolder, { recursive: true });
  });

  const run = async (command: Command, ...script: Answer[]): Promise<FakeServices> => {
    const fake = fakeServices({ target, stateFolder, script });
    await command(fake.services, {});
    return fake;
  };
  const workers = async () => (await target.cloud.endpoints.get(id)).workers;
  const env = async () => (await target.cloud.endpoints.get(id)).env;

  it('scales after saying what it costs', async () => {
    const fake = await run(endpointScale, '2', '4', 'Scale');
    expect(await workers()).toEqual({ min: 2, max: 4, idleTimeout: 7 });
    expect(fake.seen.join('\n')).toMatch(/2 workers will run and cost all the time/);
    expect(fake.touched).toEqual([id]);
  });

  it('scales nothing when the question is left', async () => {
    await expect(run(endpointScale, '2', '4', cancelled())).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await workers()).max).toBe(3);
  });

  it('sets the idle timeout and nothing else', async () => {
    await run(endpointIdleTimeout, '60');
    expect(await workers()).toEqual({ min: 0, max: 3, idleTimeout: 60 });
  });

  it('deletes only when the name is typed', async () => {
    await expect(run(endpointDelete, 'oct')).rejects.toThrow(/refused/);
    await expect(target.cloud.endpoints.get(id)).resolves.toBeDefined();
  });

  it('deletes what was named, and keeps its template', async () => {
    const fake = await run(endpointDelete, 'ocr');
    await expect(target.cloud.endpoints.get(id)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await target.cloud.templates.list()).toHaveLength(1);
    expect(fake.told.at(-1)).toMatch(/Deleted ocr\. Its template is kept/);
  });

  it('shows the diff again when somebody was quicker, and loses neither edit', async () => {
    const script = ['Container disk', '33', 'Review 1 change', 'Review Again'];
    const fake = fakeServices({ target, stateFolder, script });
    const { review } = fake.services.diffs;
    let isFirst = true;
    const diffs = {
      ...fake.services.diffs,
      review: async (...args: Parameters<typeof review>) => {
        await review(...args);
        if (!isFirst) return;
        isFirst = false;
        const theirs = await planTemplateUpdate(target.cloud, {
          endpointId: id,
          change: { env: { set: { MODE: 'theirs' } } },
        });
        await applyTemplateUpdate(target.cloud, theirs, { snapshots: memoryShelf(), clock: local.clock });
      },
    };
    await templateUpdate({ ...fake.services, diffs }, {});
    expect(fake.diffs).toHaveLength(2);
    expect(fake.told.join('\n')).toMatch(
      /Somebody changed template .* meanwhile: env\.MODE\. Nothing was written/,
    );
    expect((await target.cloud.endpoints.get(id)).disk).toBe(33);
    expect((await env())?.MODE).toBe('theirs');
  });

  it('signs in with a key that this machine has, and shows only its end', async () => {
    vi.stubEnv('RUNPOD_API_KEY', testKey);
    const fake = fakeServices({ target, stateFolder, script: ['Use the key of RUNPOD_API_KEY'] });
    const probed: string[] = [];
    const targets = {
      probe: async (key: string) => {
        probed.push(key);
        return target.cloud;
      },
    } as unknown as Services['targets'];
    const tried = await askKey({ ...fake.services, targets }, 'Sign In');
    vi.unstubAllEnvs();
    expect([tried.key, tried.scope.kind, probed]).toEqual([testKey, 'full', [testKey]]);
    expect(fake.seen.join('\n')).toContain(`ends in ${testKey.slice(-4)}`);
    expect(fake.seen.join('\n')).not.toContain(testKey);
  });

  it('changes chosen variables, shows masked sides, and takes it back', async () => {
    const update = await run(
      templateUpdate,
      'Environment…',
      'MODE',
      'Set another value…',
      'slow',
      'HF_TOKEN',
      'Set another value…',
      'hf_anothersecret',
      'Done',
      'Review 2 changes',
    );
    expect(await env()).toEqual({ MODE: 'slow', HF_TOKEN: 'hf_anothersecret' });
    expect(update.diffs.join('\n')).toMatch(/MODE: slow/);
    const shown = [...update.diffs, ...update.seen, ...update.told].join('\n');
    expect(shown).not.toMatch(/verysecret|anothersecret/);
    expect(update.told.at(-1)).toMatch(/ocr runs release 2/);
    await local.clock.advance(1_000);
    await run(templateUndo);
    expect(await env()).toEqual({ MODE: 'fast', HF_TOKEN: 'hf_verysecretvalue' });
  });

  it('opens a release and rolls back to one', async () => {
    await run(templateUpdate, 'Container disk', '33', 'Review 1 change');
    const opened = await run(releaseOpen, 'Release 2');
    expect(opened.diffs.join('\n')).toMatch(/container disk \(GB\): 33/);
    await run(releaseRollBack, 'Release 1');
    expect((await target.cloud.endpoints.get(id)).disk).not.toBe(33);
  });

  it('stops all spending with everything kept, and restores it', async () => {
    const other = await local.endpoint({ name: 'tts', workers: { min: 1, max: 2, idleTimeout: 9 } });
    const before = await target.cloud.endpoints.list();
    const stop = await run(spendingStop, 'Stop All Spending');
    expect(stop.seen.join('\n')).toMatch(/2 endpoints with up to 5 workers \(1 always on\)/);
    expect((await target.cloud.endpoints.list()).map(one => one.workers.max)).toEqual([0, 0]);
    const back = await run(spendingRestore, 'Restore');
    expect(await target.cloud.endpoints.list()).toEqual(before);
    expect(back.touched.sort()).toEqual([id, other].sort());
    const again = await run(spendingStop, cancelled()).catch(error => error);
    expect(again).toMatchObject({ kind: 'cancelled' });
    expect(await target.cloud.endpoints.list()).toEqual(before);
  });

  it('purges what waits after saying how many', async () => {
    await target.cloud.endpoints.scale(id, { min: 0, max: 0 });
    await local.run(id);
    await local.run(id);
    const fake = await run(queuePurge, 'Purge Queue');
    expect(fake.seen.join('\n')).toMatch(/Remove 2 waiting jobs from ocr/);
    expect((await target.cloud.jobs.health(id)).jobs.inQueue).toBe(0);
  });

  it('goes back to earlier questions, which still hold what was answered', async () => {
    const [pool] = await target.cloud.catalog.gpuPools();
    const label = `${pool?.memoryGb} GB · ${pool?.types.slice(0, 3).join(', ')}`;
    const back = { button: 'Back' };
    await run(endpointScale, '2', back, '0', '7');
    expect(await workers()).toMatchObject({ min: 0, max: 7 });
    // There is nothing before the first question.
    await expect(run(endpointScale, back)).rejects.toThrow('wants text, not a button');
    const fake = await run(
      endpointCreate,
      ...['Type an image…', 'me/tts:1', back, 'me/tts:2', 'tts', label, back, back, 'tts-two', label],
      ...['2', back, '4', 'Off', 'Create Endpoint'],
    );
    const made = (await target.cloud.endpoints.list()).find(({ name }) => name === 'tts-two');
    expect(made).toMatchObject({ image: 'me/tts:2', workers: { max: 4 } });
    expect(fake.seen).toContain('me/tts:1');
  });

  it('creates an endpoint from an image, with GPUs by stock and price and FlashBoot decided', async () => {
    const [pool] = await target.cloud.catalog.gpuPools();
    const label = `${pool?.memoryGb} GB · ${pool?.types.slice(0, 3).join(', ')}`;
    const script = ['Type an image…', 'me/tts:1', 'tts', label, '2', 'Off', 'Create Endpoint'];
    const fake = await run(endpointCreate, ...script);
    const made = (await target.cloud.endpoints.list()).find(({ name }) => name === 'tts');
    expect(made).toMatchObject({ image: 'me/tts:1', flashboot: 'OFF', workers: { min: 0, max: 2 } });
    expect(made?.gpu?.pools).toEqual([pool?.id]);
    expect(fake.seen.join('\n')).toMatch(/Nothing is spent until a job comes/);
  });
});
