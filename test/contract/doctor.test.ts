// The doctor on failures that really happen: broken workers on the official SDK where that is possible, faults of Local
// RunPod where the platform itself is to blame. Each verdict has to name the cause, and nothing is called sick that is well.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../src/api/createCloud';
import { createFaults, type FaultsApi } from '../../src/api/localFaults';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import type { CauseId, Verdict } from '../../src/doctor/verdict';
import { type DiagnoseOptions, diagnoseEndpoint } from '../../src/flows/diagnose';
import type { EndpointFaults } from '../../src/wire/localFaults';
import { RealLocal } from '../support/realLocal';
import { root } from '../support/tree';

interface Broken {
  /** BREAK of the fixture. */
  readonly kind?: string;
  readonly env?: Record<string, string>;
  readonly fields?: Record<string, unknown>;
  readonly faults?: EndpointFaults;
  /** Inputs that are sent; one echo by default. */
  readonly jobs?: readonly Record<string, unknown>[];
  readonly policy?: Record<string, number>;
  readonly sdk?: string;
  readonly says: RegExp;
  readonly state?: Verdict['state'];
}

const patience = 25_000;
const never = new AbortController().signal;

const brokenWorkers: Partial<Record<CauseId, Broken>> = {
  'import-crash': { kind: 'import', says: /No module named 'package_that_nobody_installed'/ },
  'load-crash': { kind: 'load', says: /warm load fails.*acme\/model is not a local folder/ },
  'out-of-gpu-memory': { kind: 'gpu-memory', says: /memory of the GPU/ },
  'out-of-memory': { kind: 'memory', says: /memory/ },
  'disk-full': { kind: 'disk', says: /ran out of disk/ },
  'volume-missing': { kind: 'volume', says: /no network volume is attached/ },
  'fitness-failed': { kind: 'fitness', says: /weights_are_there.*weights are incomplete/ },
  'handler-never-started': { kind: 'never', says: /without having called runpod.serverless.start/ },
  'wrong-python': { fields: { args: 'python2.6 handler.py' }, says: /calls `python2\.6`/ },
  'killed-while-loading': {
    kind: 'slow',
    env: { RUNPOD_INIT_TIMEOUT: '2' },
    says: /takes longer than the 0:02/,
  },
  'handler-raised': { jobs: [{ do: 'raise' }], says: /KeyError: 'prompt'/ },
  'output-too-large': { jobs: [{ do: 'large' }], says: /refused its result/ },
  'output-lost': { jobs: [{ do: 'set' }], says: /cannot be sent as JSON/ },
  'execution-timeout': {
    jobs: [{ do: 'patient', seconds: 30 }],
    policy: { executionTimeout: 5_000 },
    says: /still busy with the job when its execution timeout was over/,
  },
  'blocked-loop': {
    jobs: [{ do: 'blocked', seconds: 30 }],
    policy: { executionTimeout: 5_000 },
    says: /blocks the event loop/,
  },
  'queue-is-long': {
    jobs: [{ do: 'blocked', seconds: 6 }, {}, {}],
    says: /All 1 worker .* are busy; 2 jobs wait/,
    state: 'waiting',
  },
};

const faultyPlatform: Partial<Record<CauseId, Broken>> = {
  'image-private': { faults: { image: 'private' }, says: /without a login/ },
  'image-missing': { faults: { image: 'missing' }, says: /never pushed or is misspelt/ },
  'image-wrong-platform': { faults: { image: 'wrong-platform' }, says: /linux\/amd64 only/ },
  'killed-while-pulling': {
    faults: { pull: { gigabytes: 15, megabytesPerSecond: 25 }, clockSpeed: 400 },
    says: /takes longer to pull than the 7:00/,
  },
  'still-pulling': {
    faults: { pull: { gigabytes: 15, megabytesPerSecond: 25 }, clockSpeed: 20 },
    says: /fetching the image for 0:\d\d of the 7:00/,
    state: 'waiting',
  },
  'no-capacity': { faults: { machines: 0 }, says: /busy with other work.*ADA_24/ },
  'sdk-funnel': {
    sdk: '1.9.1',
    faults: { takes: 'none' },
    says: /1 job waits beside 1 idle worker: runpod 1\.9\.1/,
  },
  'job-expired': { faults: { machines: 0 }, policy: { ttl: 10_000 }, says: /time to live of 10 s/ },
};

describe('the doctor', () => {
  const local = new RealLocal();
  let images = 0;
  const cloud = () => createCloud({ urls: local.running.info, ...connection() });
  const faults = (): FaultsApi => createFaults(local.running.info.url, connection());
  const connection = () => ({
    key: local.running.info.key,
    clock: systemClock,
    log: silentLogger,
    userAgent: 'runpod-worker-dev/0.1.0',
  });

  beforeAll(async () => {
    // Jobs must outlive failed starts, as on the platform: only there a queue stands for ever.
    await local.start({
      startGapMs: 500,
      startAttempts: 1_000,
      backoffMs: 2_000,
      maxBackoffMs: 2_000,
      jobStopGraceMs: 3_000,
    });
    // What pip installs once is nobody's failure.
    for (const sdk of ['1.12.0', '1.9.1']) {
      const id = await endpoint({ sdk });
      expect((await local.ask(id, { do: 'echo' })).status).toBe('COMPLETED');
      await local.rest(`/serverless/${id}`, undefined, 'DELETE');
    }
  }, 300_000);
  afterAll(() => local.stop());

  async function endpoint({ kind = '', env = {}, fields = {}, sdk = '1.12.0' }: Partial<Broken>) {
    const folder = join(local.folder, `broken-${++images}`);
    cpSync(join(root, 'test/fixtures/doctor/broken'), folder, { recursive: true });
    writeFileSync(join(folder, 'requirements.txt'), `runpod==${sdk}\n`);
    const image = `folder:${folder}@digest-${images}`;
    return local.deploy({ sdk: '1.12.0', env: { BREAK: kind, ...env }, fields: { image, ...fields } });
  }

  /** Looks until the verdict is the expected one, as a person would; answers the last. */
  async function verdictOn(
    endpointId: string,
    jobs: DiagnoseOptions['jobs'],
    expected: (verdict: Verdict) => boolean,
  ): Promise<Verdict> {
    const deadline = Date.now() + patience;
    for (;;) {
      const asked = { endpointId, jobs: jobs ?? [] };
      const { verdict } = await diagnoseEndpoint(cloud(), asked, { clock: systemClock }, never);
      if (expected(verdict) || Date.now() > deadline) return verdict;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  async function send(endpointId: string, { jobs = [{}], policy }: Partial<Broken>) {
    const ids: string[] = [];
    for (const input of jobs) {
      ids.push(await local.run(endpointId, { do: 'echo', ...input }, policy ? { policy } : {}));
    }
    return ids.map(id => ({
      id,
      submittedAt: Date.now(),
      sent: { bytes: 100, input: 'given' as const, ttlMs: policy?.ttl },
    }));
  }

  // Most of their time they wait: several at once.
  it.concurrent.each(Object.entries({ ...brokenWorkers, ...faultyPlatform }))(
    'says %s',
    { timeout: 60_000 },
    async (cause, broken) => {
      const id = await endpoint(broken);
      if (broken.faults) await faults().set(id, broken.faults);
      const jobs = await send(id, broken);
      const verdict = await verdictOn(id, jobs, one => one.diagnosis?.cause === cause);
      expect(verdict.diagnosis?.cause, JSON.stringify(verdict, null, 1)).toBe(cause);
      expect(verdict.summary).toMatch(broken.says);
      expect(verdict.state).toBe(broken.state ?? 'sick');
      expect(verdict.diagnosis?.proof.length).toBeGreaterThan(0);
      await local.rest(`/serverless/${id}`, undefined, 'DELETE');
    },
  );

  it('says max-workers-zero, scaled-down-inactive and balance-exhausted', async () => {
    const id = await endpoint({ fields: { workers: { min: 0, max: 0 } } });
    await local.run(id, {});
    const zero = await verdictOn(id, [], one => one.diagnosis?.cause === 'max-workers-zero');
    expect(zero.summary).toMatch(/1 job waits for ever/);
    const used = await endpoint({});
    expect((await local.ask(used, { do: 'echo' })).status).toBe('COMPLETED');
    await faults().act(used, 'go-inactive');
    const inactive = await verdictOn(used, [], one => one.diagnosis?.cause === 'scaled-down-inactive');
    expect(inactive.summary).toMatch(/7 days without a job/);
    await faults().setBalance(-0.5);
    const poor = await verdictOn(id, [], one => one.diagnosis?.cause === 'balance-exhausted');
    expect(poor.summary).toMatch(/\$-0\.50/);
    await faults().clear();
  });

  it('says endpoint-gone', async () => {
    const { verdict } = await diagnoseEndpoint(
      cloud(),
      { endpointId: 'ep-that-was-deleted' },
      { clock: systemClock },
      never,
    );
    expect(verdict.diagnosis?.cause).toBe('endpoint-gone');
  });

  it('says input-empty and payload-too-large', { timeout: 60_000 }, async () => {
    const id = await endpoint({});
    const refused = await local.job(id, '/run', { input: 'x'.repeat(11 * 1024 * 1024) });
    const large = {
      id: 'never-accepted',
      refused: refused.status,
      sent: { bytes: 11_600_000, input: 'given' as const },
    };
    const tooLarge = await verdictOn(id, [large], one => one.diagnosis?.cause === 'payload-too-large');
    expect(tooLarge.summary).toMatch(/11\.6 MB/);
    const { body } = await local.job(id, '/run', {});
    const empty = { id: body.id, sent: { bytes: 2, input: 'missing' as const } };
    const verdict = await verdictOn(id, [empty], one => one.diagnosis?.cause === 'input-empty');
    expect(verdict.diagnosis?.cause, JSON.stringify(verdict, null, 1)).toBe('input-empty');
  });

  it('says stale-workers while an old release finishes its job', { timeout: 60_000 }, async () => {
    const id = await endpoint({});
    await local.run(id, { do: 'blocked', seconds: 8 });
    await verdictOn(id, [], one => one.state === 'healthy');
    await local.rest(`/serverless/${id}`, { env: { BREAK: '', NEW: '1' } }, 'PATCH');
    const verdict = await verdictOn(id, [], one => one.diagnosis?.cause === 'stale-workers');
    expect(verdict).toMatchObject({ state: 'waiting', diagnosis: { cause: 'stale-workers' } });
  });

  it('is silent on a healthy endpoint: unused, at work, idle, after a cancelled job, after a lost machine', {
    timeout: 90_000,
  }, async () => {
    const id = await endpoint({});
    const healthy = (verdict: Verdict) => verdict.state === 'healthy';
    const check = async (jobs: DiagnoseOptions['jobs'] = []) => {
      const verdict = await verdictOn(id, jobs, healthy);
      expect(verdict, JSON.stringify(verdict, null, 1)).toMatchObject({ state: 'healthy', others: [] });
    };
    await check();
    const job = await local.run(id, { do: 'blocked', seconds: 4 });
    await check([{ id: job }]);
    expect((await local.result(id, job)).status).toBe('COMPLETED');
    await check([{ id: job }]);
    const cancelled = await local.run(id, { do: 'blocked', seconds: 1 });
    await local.job(id, `/cancel/${cancelled}`, {});
    await check([{ id: cancelled }]);
    await faults()
      .act(id, 'lose-node')
      .catch(() => undefined);
    const again = await local.ask(id, { do: 'echo' });
    expect(again.status).toBe('COMPLETED');
    await check();
  });
});
