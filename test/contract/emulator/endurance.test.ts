// 200 jobs at once over 4 workers, one of which is killed with SIGKILL every 10 seconds: none lost, none reported twice,
// no process left over. The handler is async and takes several jobs at a time, as the SDK allows.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesWith, RealLocal, until } from '../../support/realLocal';

const jobs = 200;
const killEveryMs = 10_000;

describe('endurance', () => {
  const local = new RealLocal();
  const reports = new Map<string, number>();
  const hook = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      const { id } = JSON.parse(body);
      reports.set(id, (reports.get(id) ?? 0) + 1);
      response.end();
    });
  });

  beforeAll(async () => {
    await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve));
    await local.start();
  });
  afterAll(async () => {
    hook.close();
    await local.stop();
  });

  it('loses nothing', { timeout: 300_000 }, async () => {
    const endpointId = await local.deploy({
      sdk: '1.12.0',
      env: { KIND: 'patient', CONCURRENCY: '3' },
      fields: { workers: { min: 4, max: 4 } },
    });
    const webhook = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const ids: string[] = [];
    for (let value = 0; value < jobs; value++)
      ids.push(await local.run(endpointId, { seconds: 2, value }, { webhook }));
    await until(() => local.workers(endpointId).some(worker => worker.phase === 'ready'), 60_000);
    let kills = 0;
    const killer = setInterval(() => {
      const ready = local
        .workers(endpointId)
        .filter(worker => worker.phase === 'ready' && worker.process?.pid);
      const victim = ready[kills % Math.max(1, ready.length)];
      if (!victim?.process?.pid) return;
      kills++;
      process.kill(victim.process.pid, 'SIGKILL');
    }, killEveryMs);
    const results = await Promise.all(ids.map(id => local.result(endpointId, id)));
    clearInterval(killer);
    console.log(
      `${jobs} jobs, ${kills} kills, ${results.filter(job => job.retries).length} jobs handed out again`,
    );
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(results.map(job => job.status)).toEqual(ids.map(() => 'COMPLETED'));
    expect(results.map(job => job.output)).toEqual(ids.map((_, value) => value));
    await until(() => reports.size === jobs, 5_000);
    expect([...reports.values()].filter(times => times !== 1)).toEqual([]);
    const { body } = await local.job(endpointId, '/health');
    expect(body.jobs).toMatchObject({ completed: jobs, failed: 0, inProgress: 0, inQueue: 0 });
    await local.rest(`/serverless/${endpointId}`, undefined, 'DELETE');
    await until(() => processesWith(`RUNPOD_ENDPOINT_ID=${endpointId}`).length === 0, 10_000);
  });
});
