// FlashBoot with a real worker on the official SDK: the second job after a rest costs no import and no load, in the same process.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processesWith, RealLocal, until } from '../../support/realLocal';

const local = new RealLocal();
beforeAll(() => local.start());
afterAll(() => local.stop());

const workers = { min: 0, max: 1, idleTimeout: 1 };

/** Runs a job, lets the worker rest, runs another; both queue times in ms, and whether the process was the same. */
async function twice(flashboot: string) {
  const id = await local.deploy({ sdk: '1.12.0', fields: { workers, flashboot } });
  const cold = await local.ask(id, { mode: 'pid' });
  await until(() => local.workers(id).length === 0, 10_000);
  const again = await local.ask(id, { mode: 'pid' });
  return { id, coldMs: cold.delayTime, againMs: again.delayTime, isSame: cold.output === again.output };
}

it('revives a worker much faster than a cold start, and nothing of it stays behind', async () => {
  const { id, coldMs, againMs, isSame } = await twice('FLASHBOOT');
  expect(isSame).toBe(true);
  expect(coldMs).toBeGreaterThan(1_000);
  // The SDK's own loop may take up to a second to ask again.
  expect(againMs).toBeLessThan(1_200);
  await until(() => local.workers(id).length === 0, 10_000);
  expect(processesWith(`RUNPOD_ENDPOINT_ID=${id}`).length).toBeGreaterThan(0);
  await local.rest(`/serverless/${id}`, undefined, 'DELETE');
  await until(() => processesWith(`RUNPOD_ENDPOINT_ID=${id}`).length === 0, 15_000);
});

it('starts anew without it', async () => {
  const { againMs, isSame } = await twice('OFF');
  expect(isSame).toBe(false);
  expect(againMs).toBeGreaterThan(1_000);
});
