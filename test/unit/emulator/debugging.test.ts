// An endpoint that is debugged: one worker, from the folder as it is, never late, and back to normal afterwards.
import { describe, expect, it } from 'vitest';
import { debuggedCommand } from '../../../src/emulator/runtimes/process/debugger';
import { settle } from '../../support/fakeClock';
import { LocalPlatform } from '../../support/localPlatform';

const image = 'folder:/w@1';
const folder = '/w';

async function debugging() {
  const local = new LocalPlatform();
  const id = await local.endpoint({ image, workers: { min: 0, max: 3, idleTimeout: 5 } });
  const route = `/local/v1/endpoints/${id}/debug`;
  const begin = async () => {
    const reply = await local.call(route, { body: { folder } });
    await settle();
    await local.clock.advance(1_000);
    return reply;
  };
  return { local, id, route, begin };
}

describe('debugging on Local RunPod', () => {
  it('starts one worker without a job, from the folder, and keeps it', async () => {
    const { local, begin } = await debugging();
    expect((await begin()).status).toBe(200);
    expect(local.runtime.started.map(({ spec }) => spec.debug)).toEqual([{ folder }]);
    void local.take(local.runtime.latest);
    await local.clock.advance(600_000);
    expect(local.runtime.started).toHaveLength(1);
    expect(local.runtime.latest.stops).toEqual([]);
  });

  it('starts it anew at once when asked again, and as deployed when it is over', async () => {
    const { local, route, begin } = await debugging();
    await begin();
    const first = local.runtime.latest;
    await begin();
    expect(first.stops).toEqual([0]);
    expect(local.runtime.started).toHaveLength(2);
    await local.call(route, { method: 'DELETE' });
    await settle();
    await local.clock.advance(1_000);
    expect(local.runtime.latest.spec.debug).toBeUndefined();
  });

  it('lets a job stand at a breakpoint for as long as it likes', async () => {
    const { local, id, begin } = await debugging();
    await begin();
    const jobId = await local.run(id, { a: 1 }, { policy: { executionTimeout: 5_000, ttl: 10_000 } });
    await local.take(local.runtime.latest);
    await local.clock.advance(3_600_000);
    expect((await local.status(id, jobId)).status).toBe('IN_PROGRESS');
  });

  it('says what it cannot debug', async () => {
    const { local } = await debugging();
    const container = await local.endpoint({ name: 'other', image: 'test/image:1' });
    const of = (id: string, body: unknown) => local.call(`/local/v1/endpoints/${id}/debug`, { body });
    expect(await of(container, { folder })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('container') },
    });
    expect((await of(container, {})).status).toBe(400);
    expect((await of('unknown', { folder })).status).toBe(404);
  });
});

describe('debuggedCommand', () => {
  it('puts debugpy before the script and keeps what Python was told', () => {
    const command = debuggedCommand(['/venv/python', '-u', 'src/handler.py', '--x'], '/venv/python', '/told');
    expect(command.slice(0, 5)).toEqual(['/venv/python', '-X', 'frozen_modules=off', '-u', '-c']);
    expect(command.slice(-3)).toEqual(['/told', 'src/handler.py', '--x']);
  });

  it('refuses what is not a Python file', () => {
    expect(() => debuggedCommand(['bash', 'start.sh'], '/venv/python', '/told')).toThrow(/only Python/);
  });
});
