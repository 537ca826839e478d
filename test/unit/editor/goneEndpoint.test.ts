// A command that meets a 404 tells that the endpoint is gone and what took its place, and no other failure is touched.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { plainer } from '../../../src/editor/commands/goneEndpoint';
import type { Services } from '../../../src/editor/services';
import { localCloud } from '../../support/localCloud';

async function world(kind: 'account' | 'local' = 'account') {
  const { cloud, local } = localCloud();
  const old = await local.endpoint({ name: 'sophia-v7' });
  await local.endpoint({ name: 'whisper' });
  const given = { subject: { target: { kind, name: 'me', cloud }, endpointId: old, name: 'sophia-v7' } };
  const looks: string[] = [];
  const endpoints = { touch: () => looks.push('again') } as unknown as Services['endpoints'];
  const failed = () => cloud.jobs.health(old).catch(error => error);
  return { local, old, given, looks, failed, tell: (error: unknown) => plainer({ endpoints }, error, given) };
}

describe('a command on an endpoint that is gone', () => {
  it('names the likely successor and has the tree look again', async () => {
    const { local, old, looks, failed, tell } = await world();
    await local.rest(`/serverless/${old}`, { method: 'DELETE' });
    const anew = await local.endpoint({ name: 'sophia-v8' });
    expect(await tell(await failed())).toMatchObject({
      message: `Endpoint ${old}, once called sophia-v7, is gone: RunPod answers 404 for it.`,
      remedy: expect.stringContaining(`sophia-v8 (${anew}) is likely its successor`),
    });
    expect(looks).toEqual(['again']);
  });

  it('tells every other failure as it is', async () => {
    const { looks, tell } = await world();
    // The endpoint is there: it was a job that was not found.
    const job = new AppError('not-found', 'There is no job j1.', { status: 404 });
    const busy = new AppError('rate-limited', 'Wait.');
    expect([await tell(job), await tell(busy), looks]).toEqual([job, busy, []]);
    const { tell: tellLocal, failed, local, old } = await world('local');
    await local.rest(`/serverless/${old}`, { method: 'DELETE' });
    const error = await failed();
    expect(await tellLocal(error)).toBe(error);
  });
});
