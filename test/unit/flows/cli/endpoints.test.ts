// The commands that change endpoints and templates, typed as a person types them, against Local RunPod's planes.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { balancedUrl, runpodUrls } from '../../../../src/api/urls';
import { invoke } from '../../../support/cliIo';
import { LocalPlatform, testKey } from '../../../support/localPlatform';

const origin = 'http://127.0.0.1:4000';
const state = mkdtempSync(join(tmpdir(), 'cli-endpoints-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

let local: LocalPlatform;
beforeEach(() => {
  local = new LocalPlatform();
});

function cli(argv: string, files: Record<string, string> = {}, typed = '') {
  const env = {
    RUNPOD_WORKER_DEV_STATE: join(state, 'state'),
    RUNPOD_API_KEY: testKey,
    RUNPOD_API_BASE_URL: origin,
    RUNPOD_REST_V2_API_URL: `${origin}/v2`,
    RUNPOD_ENDPOINT_BASE_URL: `${origin}/job/v2`,
  };
  const fetch = async (request: Request) => local.app.fetch(request);
  return invoke(argv.split(' '), files, { env, fetch, cwd: state, stdin: async () => typed });
}

describe('endpoints', () => {
  it('are made, scaled, listed and deleted, with JSON for scripts', async () => {
    const made = await cli('endpoints create my-ocr --image a/b:1 --gpu ADA_24 --env A=1 --max 2 --json');
    expect(made).toMatchObject({ code: 0, err: '' });
    const { id } = JSON.parse(made.out);
    expect(JSON.parse(made.out)).toMatchObject({ name: 'my-ocr', flashboot: 'FLASHBOOT', env: ['A'] });
    expect(await cli('endpoints scale my-ocr --min 1 --idle 60')).toMatchObject({
      code: 0,
      out: 'my-ocr has 1 to 2 workers.\n',
    });
    expect(JSON.parse((await cli('endpoints --json')).out)).toMatchObject([
      { id, workers: { min: 1, max: 2, idleTimeout: 60 } },
    ]);
    expect(await cli('endpoints purge my-ocr')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 jobs'),
    });
    const refused = await cli('endpoints delete my-ocr');
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('--confirm "my-ocr"') });
    expect(await cli('endpoints delete my-ocr --confirm my-ocr')).toMatchObject({ code: 0 });
    expect((await cli('endpoints')).out).toContain('has no endpoints yet');
    expect((await cli('endpoints pools')).out).toMatch(/ADA_24\s+24 GB\s+\$1\.12\/h\s+high\s+RTX 4090/);
  });

  it('can be load-balancing: without a queue, at an address of their own', async () => {
    const made = await cli('endpoints create my-api --image a/b:1 --load-balancing 9');
    const [{ id }] = JSON.parse((await cli('endpoints --json')).out);
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Requests: ${origin}/lb/${id}/PATH\n`),
    });
    expect((await local.rest(`/serverless/${id}`)).body).toMatchObject({
      type: 'LOAD_BALANCER',
      scaling: { type: 'REQUEST_COUNT', requestCount: 9 },
    });
    expect(balancedUrl(runpodUrls, 'abc')).toBe('https://abc.api.runpod.ai');
    const usual = await cli('endpoints create other-api --image a/b:1 --json --load-balancing');
    expect((await local.rest(`/serverless/${JSON.parse(usual.out).id}`)).body.scaling.requestCount).toBe(4);
    expect(await cli('endpoints create late --image a/b:1 --load-balancing 1 --queue-delay 3')).toMatchObject(
      {
        code: 2,
        err: expect.stringContaining('has no queue'),
      },
    );
  });

  it('that are gone are said to be, with their likely successor, in every command', async () => {
    const old = await local.endpoint({ name: 'sophia-v7' }, { A: '1' });
    await local.endpoint({ name: 'whisper' });
    await cli(`template set ${old} --env A=2`);
    await local.rest(`/serverless/${old}`, { method: 'DELETE' });
    const anew = await local.endpoint({ name: 'sophia-v8' });
    for (const command of ['health', 'job', 'ping', 'logs', 'template show']) {
      const { code, err } = await cli(`${command} ${old}`, {
        [join(state, 'test_input.json')]: '{"input":{"a":1}}',
      });
      expect([command, code, err]).toEqual([
        command,
        4,
        expect.stringContaining(
          `once called sophia-v7, is gone: RunPod answers 404 for it. sophia-v8 (${anew})`,
        ),
      ]);
    }
    // An id that nobody here had to do with is no riddle: what there is is listed.
    expect((await cli('health nosuchthing9')).err).toContain('It has whisper');
  });

  it('stop all at once when told so, and come back', async () => {
    await local.endpoint({ name: 'one-1', workers: { min: 1, max: 4 } });
    await local.endpoint({ name: 'two-2' });
    expect(await cli('endpoints stop-all')).toMatchObject({
      code: 3,
      err: expect.stringContaining('one-1, two-2'),
    });
    const stopped = JSON.parse((await cli('endpoints stop-all --yes --json')).out);
    expect(stopped.outcomes).toHaveLength(2);
    const workers = () =>
      local.platform.account.endpoints.list().map(each => [each.workersMin, each.workersMax]);
    expect(workers()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(await cli('endpoints restore')).toMatchObject({ code: 0, out: expect.stringContaining('1 to 4') });
    expect(workers()).toEqual([
      [1, 4],
      [0, 3],
    ]);
    expect(await cli('endpoints restore')).toMatchObject({ code: 4 });
  });
});

describe('template', () => {
  it('is changed, undone, rolled back, and tells its history without a value', async () => {
    const id = await local.endpoint(
      { name: 'my-ocr', image: 'a/b:1' },
      { HF_TOKEN: 'hf_secretsecretsecret' },
    );
    expect(await cli('template set my-ocr --image a/b:2 --init-timeout 900')).toMatchObject({ code: 0 });
    const container = () => local.platform.account.endpoints.get(id)?.container;
    expect(container()).toMatchObject({ image: 'a/b:2', env: { RUNPOD_INIT_TIMEOUT: '900' } });
    const history = await cli('template history my-ocr --json');
    expect(JSON.parse(history.out)).toMatchObject({
      releases: [{ release: 2, changed: ['template.imageName', 'template.env'] }, { release: 1 }],
      updates: [{ changed: ['imageName', 'env.RUNPOD_INIT_TIMEOUT'] }],
    });
    expect(history.out).not.toContain('hf_secret');
    expect((await cli('template undo my-ocr --dry-run')).out).toContain('imageName: a/b:2 → a/b:1');
    expect(await cli('template undo my-ocr')).toMatchObject({ code: 0 });
    expect(container()).toMatchObject({ image: 'a/b:1', env: { HF_TOKEN: 'hf_secretsecretsecret' } });
    expect(await cli('template rollback my-ocr --to 2')).toMatchObject({ code: 0 });
    expect(container()?.image).toBe('a/b:2');
    expect(await cli('template rollback my-ocr --to 99')).toMatchObject({ code: 4 });
  });

  it('gives its variables to a file of mine alone, and takes them back', async () => {
    const id = await local.endpoint(
      { name: 'my-ocr' },
      { HF_TOKEN: 'hf_secretsecretsecret', MODE: 'two words' },
    );
    const masked = await cli('template env export my-ocr');
    expect(masked.out).toBe('HF_TOKEN=•••\nMODE=two words\n');
    expect(await cli('template env export my-ocr --output mine.env')).toMatchObject({ code: 0 });
    const path = join(state, 'mine.env');
    expect(readFileSync(path, 'utf8')).toContain('hf_secretsecretsecret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await cli('template env import my-ocr -', {}, masked.out)).toMatchObject({ code: 2 });
    const file = { [join(state, 'new.env')]: 'MODE=slow\nNEW="1"\n' };
    expect((await cli('template env import my-ocr new.env', file)).err).toBe('');
    expect(local.platform.account.endpoints.get(id)?.container.env).toEqual({
      HF_TOKEN: 'hf_secretsecretsecret',
      MODE: 'slow',
      NEW: '1',
    });
    await cli('template env import my-ocr - --replace', {}, 'ONLY=1\n');
    expect(local.platform.account.endpoints.get(id)?.container.env).toEqual({ ONLY: '1' });
  });
});

describe('jobs', () => {
  it('sent from here are kept with their policy, and found again', async () => {
    const id = await local.endpoint({ name: 'my-ocr', workers: { min: 0, max: 0 } });
    const sent = await cli(
      'job my-ocr --input - --timeout 1 --ttl 60 --execution-timeout 9 --low-priority --webhook https://hook.test/x',
      {},
      '{"input":{"a":1}}',
    );
    expect(sent).toMatchObject({ code: 4, err: expect.stringContaining('still waits in the queue') });
    const [job] = local.platform.jobs.all();
    expect(job?.submission).toMatchObject({
      webhook: 'https://hook.test/x',
      executionTimeoutMs: 9_000,
      ttlMs: 60_000,
      lowPriority: true,
    });
    expect(JSON.parse((await cli('jobs my-ocr --json')).out)).toMatchObject([
      { jobId: job?.id, endpointId: id, job: { status: 'IN_QUEUE' }, request: { input: { a: 1 } } },
    ]);
    await cli('endpoints purge my-ocr');
    expect((await cli('jobs my-ocr')).out).toMatch(/IN_QUEUE \(forgotten by RunPod\)/);
  });

  it('with a policy that RunPod would refuse are not sent', async () => {
    await local.endpoint({ name: 'my-ocr' });
    const bad = '{"input":{"a":1},"policy":{"executionTimeout":10}}';
    expect(await cli('job my-ocr --input -', {}, bad)).toMatchObject({
      code: 2,
      err: expect.stringContaining('"policy.executionTimeout" is not right'),
    });
    expect(await cli('job my-ocr --input - --webhook nonsense', {}, '{"input":{"a":1}}')).toMatchObject({
      code: 2,
    });
  });
});
