// The oldest SDK that workers are still met with, 1.6.2 of February 2024: single takes only, no stop channel, no word at
// SIGTERM. What newer ones add must not be needed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RealLocal, until } from '../../support/realLocal';

const sdk = '1.6.2';
const local = new RealLocal();
let plain = '';
beforeAll(async () => {
  await local.start();
  plain = await local.deploy({ sdk });
  expect(await local.ask(plain, { mode: 'echo', value: 'first' })).toMatchObject({ output: 'first' });
});
afterAll(() => local.stop());

it('runs jobs to their end, whatever end it is', async () => {
  expect(local.workers(plain)[0]?.sdkVersion).toBe(sdk);
  const value = { text: 'zażółć 🐍', list: [1, 2.5, null] };
  expect(await local.ask(plain, { mode: 'echo', value })).toMatchObject({
    status: 'COMPLETED',
    output: value,
  });
  const raised = await local.ask(plain, { mode: 'raise' });
  expect(JSON.parse(raised.error)).toMatchObject({ error_message: 'no good', runpod_version: sdk });
  const lost = await local.ask(plain, { mode: 'set' });
  expect(lost).toMatchObject({ status: 'FAILED', error: expect.stringContaining('never arrived') });
});

it('shows progress, and starts afresh when a result asks for it', async () => {
  const jobId = await local.run(plain, { mode: 'progress' });
  await until(async () => (await local.job(plain, `/status/${jobId}`)).body.output === 'half', 10_000);
  const before = (await local.ask(plain, { mode: 'refresh' })).output.pid;
  expect((await local.ask(plain, { mode: 'pid' })).output).not.toBe(before);
});

it('streams, and takes several jobs at a time one by one', async () => {
  const streaming = await local.deploy({ sdk, env: { KIND: 'stream', AGGREGATE: '1' } });
  expect((await local.ask(streaming, { count: 3 })).output).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  const patient = await local.deploy({ sdk, env: { KIND: 'patient', CONCURRENCY: '4' } });
  await local.ask(patient, { seconds: 0 });
  const began = Date.now();
  await Promise.all([1, 2, 3, 4].map(value => local.ask(patient, { seconds: 2, value })));
  expect(Date.now() - began).toBeLessThan(7_500);
});

it('is ended by a new release all the same', async () => {
  const [old] = local.workers(plain);
  await local.rest(`/serverless/${plain}`, { env: { NEW: '1' } }, 'PATCH');
  await until(() => !local.workers(plain).some(({ id }) => id === old?.id), 10_000);
  expect(local.log(plain, old?.id ?? '', 'system')).toContain('was ended by SIGTERM');
});
