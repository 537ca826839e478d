// One row per cause: the evidence as a platform would leave it, the verdict, and the words that must be in it.
import { describe, expect, it } from 'vitest';
import { causes, diagnose } from '../../../src/doctor/diagnose';
import type { Evidence } from '../../../src/doctor/evidence';
import type { CauseId, Verdict } from '../../../src/doctor/verdict';
import { anEndpoint, aWorker, releasesAt, workersOf } from '../../support/builders';
import { evidenceOf, healthOf, logOf, noon } from '../../support/evidence';

const sick = workersOf(aWorker({ status: 'UNHEALTHY' }));
const starting = workersOf(aWorker({ status: 'INITIALIZING' }));
const idle = workersOf(aWorker());
const busy = workersOf(aWorker({ status: 'RUNNING' }));
const image = 'registry.test/ocr:1';
const begin = `start container for ${image}: begin`;
const banner = '--- Starting Serverless Worker |  Version 1.12.0 ---';

function crashed(...output: string[]) {
  const lines = output.map(line => [5, 'c', line] as [number, 'c', string]);
  return logOf('w1', [8, 's', begin], ...lines, [4, 's', 'container w1 exited with code 1']);
}

const rows: Record<CauseId, { seen: Partial<Evidence>; says: RegExp; state?: Verdict['state'] }> = {
  'endpoint-gone': { seen: { endpoint: 'gone' }, says: /no endpoint ep1/ },
  'balance-exhausted': {
    seen: { account: { balance: -0.4 }, workers: workersOf(), health: healthOf(2) },
    says: /no balance left/,
  },
  'scaled-down-inactive': {
    seen: {
      endpoint: anEndpoint({ workers: { min: 0, max: 0 }, createdAt: '2026-04-01T00:00:00Z' }),
      health: { ...healthOf(1), jobs: { completed: 9, failed: 0, inProgress: 0, inQueue: 1, retried: 0 } },
    },
    says: /7 days without a job/,
  },
  'max-workers-zero': {
    seen: { endpoint: anEndpoint({ workers: { min: 0, max: 0 } }), health: healthOf(3) },
    says: /3 jobs wait for ever/,
  },
  'image-private': {
    seen: {
      workers: starting,
      log: logOf('w1', [
        5,
        's',
        'error pulling image: pull access denied for acme/ocr, repository does not exist',
      ]),
    },
    says: /without a login/,
  },
  'image-missing': {
    seen: {
      workers: starting,
      log: logOf('w1', [5, 's', `manifest for ${image} not found: manifest unknown`]),
    },
    says: /never pushed or is misspelt/,
  },
  'image-wrong-platform': {
    seen: {
      workers: sick,
      log: logOf('w1', [8, 's', begin], [7, 'c', 'exec /usr/bin/python3: exec format error']),
    },
    says: /linux\/amd64/,
  },
  'wrong-python': {
    seen: {
      workers: sick,
      log: logOf('w1', [8, 's', begin], [7, 's', 'exec: "python": executable file not found in $PATH']),
    },
    says: /calls `python`/,
  },
  'disk-full': {
    seen: {
      endpoint: anEndpoint({ disk: 10 }),
      log: crashed('OSError: [Errno 28] No space left on device'),
    },
    says: /disk: 10 GB/,
  },
  'killed-while-pulling': {
    seen: {
      workers: sick,
      image: { reference: image, bytes: 14_800_000_000 },
      log: logOf('w1', [430, 's', `pulling ${image}`], [8, 's', 'layer 3 of 14: 41 %']),
    },
    says: /of 14\.8 GB takes longer to pull than the 7:00/,
  },
  'killed-while-loading': {
    seen: {
      workers: sick,
      log: logOf(
        'w1',
        [430, 's', begin],
        [429, 'c', 'Loading weights'],
        [8, 's', 'worker w1 was not ready within 420 s (RUNPOD_INIT_TIMEOUT): killed'],
      ),
    },
    says: /takes longer than the 7:00/,
  },
  'out-of-gpu-memory': {
    seen: { log: crashed('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB') },
    says: /memory of the GPU \(ADA_24\)/,
  },
  'out-of-memory': {
    seen: {
      workers: sick,
      log: logOf('w1', [8, 's', begin], [5, 'c', 'Loading'], [4, 's', 'container w1 was ended by SIGKILL']),
    },
    says: /running out of memory/,
  },
  'volume-missing': {
    seen: { log: crashed("FileNotFoundError: No such file or directory: '/runpod-volume/model.onnx'") },
    says: /no network volume is attached/,
  },
  'fitness-failed': {
    seen: { workers: sick, log: crashed(banner, 'Fitness check failed: memory | RuntimeError: 2.1 GB free') },
    says: /check memory failed.*2\.1 GB free/,
  },
  'import-crash': {
    seen: {
      workers: sick,
      log: crashed(
        'Traceback (most recent call last):',
        '  File "/app/handler.py", line 3, in <module>',
        '    import torch',
        "ModuleNotFoundError: No module named 'torch'",
      ),
    },
    says: /dies before .*start\(\): ModuleNotFoundError/,
  },
  'load-crash': {
    seen: {
      workers: sick,
      log: crashed(
        'Traceback (most recent call last):',
        '  File "/app/handler.py", line 9, in <module>',
        '    model = AutoModel.from_pretrained("acme/model")',
        'OSError: acme/model is not a local folder',
      ),
    },
    says: /warm load fails.*OSError/,
  },
  'handler-never-started': {
    seen: {
      workers: sick,
      log: logOf('w1', [8, 's', begin], [7, 'c', 'ready'], [6, 's', 'container w1 exited with code 0']),
    },
    says: /status 0/,
  },
  'crash-loop': {
    seen: {
      workers: sick,
      log: logOf(
        'w1',
        [30, 's', begin],
        [25, 's', 'stop container w1'],
        [20, 's', begin],
        [15, 's', 'stop container w1'],
      ),
    },
    says: /print nothing/,
  },
  'payload-too-large': {
    seen: {
      jobs: [{ id: 'j1', status: 'REFUSED', refused: 413, sent: { bytes: 12_000_000, input: 'given' } }],
    },
    says: /12\.0 MB/,
  },
  'input-empty': {
    seen: {
      jobs: [{ id: 'j1', status: 'FAILED', error: 'job timed out after 1 retries' }],
      log: logOf(
        'w1',
        [8, 's', begin],
        [3, 'c', 'ERROR | Failed to get job. | Error: Job has missing field(s): id or input.'],
      ),
    },
    says: /without a usable `input`/,
  },
  'output-too-large': {
    seen: {
      jobs: [{ id: 'j1', status: 'COMPLETED', output: 'absent', workerId: 'w1' }],
      log: logOf('w1', [3, 'c', 'ERROR  | Failed to return job results. | 400, message=Bad Request']),
    },
    says: /refused its result/,
  },
  'output-lost': {
    seen: {
      jobs: [{ id: 'j1', status: 'IN_PROGRESS', workerId: 'w1' }],
      log: logOf('w1', [
        3,
        'c',
        'ERROR  | Error while returning job result. | Object of type ndarray is not JSON serializable',
      ]),
    },
    says: /cannot be sent as JSON/,
  },
  'job-expired': {
    seen: {
      jobs: [
        {
          id: 'j1',
          status: 'FORGOTTEN',
          submittedAt: noon - 60_000,
          sent: { bytes: 9, input: 'given', ttlMs: 30_000 },
        },
      ],
    },
    says: /time to live of 30 s/,
  },
  'execution-timeout': {
    seen: { jobs: [{ id: 'j1', status: 'TIMED_OUT', workerId: 'w1', executionMs: 600_000 }] },
    says: /still busy.*10 min/,
  },
  'handler-raised': {
    seen: {
      jobs: [
        {
          id: 'j1',
          status: 'FAILED',
          error: JSON.stringify({
            error_type: "<class 'KeyError'>",
            error_message: "'prompt'",
            error_traceback:
              'Traceback…\n  File "/app/handler.py", line 12, in handler\n    job["input"]["prompt"]',
          }),
        },
      ],
    },
    says: /KeyError: 'prompt'/,
  },
  'sdk-funnel': {
    seen: {
      workers: workersOf(aWorker(), aWorker({ id: 'w2', status: 'RUNNING' })),
      health: healthOf(4, 1),
      log: logOf('w1', [90, 's', begin], [80, 'c', '--- Starting Serverless Worker |  Version 1.9.1 ---']),
    },
    says: /4 jobs wait beside 1 idle worker: runpod 1\.9\.1/,
  },
  'blocked-loop': {
    seen: {
      workers: busy,
      log: logOf('w1', [9, 's', 'restart container w1: it went on with job j1 after it was told to stop']),
    },
    says: /blocks the event loop/,
  },
  'stale-workers': {
    seen: {
      workers: { ...workersOf(aWorker({ isStale: true, version: 3 })), endpointVersion: 4 },
      releases: releasesAt(4, 0, 1),
    },
    says: /older release than 4/,
    state: 'waiting',
  },
  'no-capacity': {
    seen: { workers: workersOf(aWorker({ status: 'THROTTLED' })), health: healthOf(1) },
    says: /busy with other work; its choice is narrow \(one GPU pool, ADA_24\)/,
  },
  'still-pulling': {
    seen: {
      workers: starting,
      health: healthOf(1),
      log: logOf('w1', [130, 's', `pulling ${image}`], [4, 's', 'extracting layer 2']),
    },
    says: /2:10 of the 7:00/,
    state: 'waiting',
  },
  'still-loading': {
    seen: {
      workers: starting,
      health: healthOf(1),
      log: logOf('w1', [65, 's', begin], [60, 'c', 'Loading weights']),
    },
    says: /started 1:05 ago/,
    state: 'waiting',
  },
  'queue-is-long': {
    seen: {
      endpoint: anEndpoint({ workers: { min: 0, max: 1 } }),
      workers: busy,
      health: healthOf(2, 1),
    },
    says: /All 1 worker .* are busy; 2 jobs wait/,
    state: 'waiting',
  },
  'scaling-up': {
    seen: { workers: workersOf(), health: healthOf(1) },
    says: /first one is being started/,
    state: 'waiting',
  },
};

describe('each cause', () => {
  it.each(Object.entries(rows))('%s', (cause, { seen, says, state = 'sick' }) => {
    const verdict = diagnose(evidenceOf(seen));
    expect(verdict.diagnosis?.cause).toBe(cause);
    expect(verdict.state).toBe(state);
    expect(verdict.summary).toMatch(says);
    expect(verdict.diagnosis?.proof.length).toBeGreaterThan(0);
    expect(verdict.diagnosis?.remedies.length).toBeGreaterThan(0);
  });

  it('has a row here, and a row has a cause', () => {
    expect(causes.map(({ id }) => id).sort()).toEqual(Object.keys(rows).sort());
  });
});

const started = logOf('w1', [90, 's', begin], [88, 'c', banner]);

const healthy: Record<string, Partial<Evidence>> = {
  'never used': { workers: workersOf(), health: healthOf(0) },
  idle: { workers: idle, health: healthOf(0), log: started },
  'at work': { workers: busy, health: healthOf(0, 1), log: started },
  'a job done': { workers: idle, jobs: [{ id: 'j1', status: 'COMPLETED', output: 'present' }], log: started },
  'a job that returns nothing': {
    workers: idle,
    jobs: [{ id: 'j1', status: 'COMPLETED', output: 'absent' }],
    log: started,
  },
  'a job cancelled': { workers: idle, jobs: [{ id: 'j1', status: 'CANCELLED' }], log: started },
  'stopped after idling': {
    workers: workersOf(),
    log: [
      ...started,
      ...logOf(
        'w1',
        [9, 's', 'stop container w1: it has no more jobs'],
        [8, 's', `remove container ${image}`],
      ),
    ],
  },
  'chatty about errors that it handled': {
    workers: idle,
    log: [
      ...started,
      ...logOf(
        'w1',
        [50, 'c', 'Retrying after ConnectionError'],
        [40, 'c', 'WARN | 401 from the cache, asking again'],
      ),
    ],
  },
  'restarted once by refresh_worker': {
    workers: idle,
    log: [
      ...logOf('w1', [99, 's', begin], [98, 'c', banner], [95, 's', 'container w1 exited with code 0']),
      ...started,
    ],
  },
  'rolled out': { workers: idle, releases: releasesAt(4, 1, 1), log: started, account: { balance: 12 } },
};

describe('healthy', () => {
  it.each(Object.entries(healthy))('%s', (_, seen) => {
    const verdict = diagnose(evidenceOf(seen));
    expect(verdict).toMatchObject({ state: 'healthy', diagnosis: undefined, others: [] });
  });
});

describe('when the proof does not decide', () => {
  it('says so and names the candidates', () => {
    const jobs = [{ id: 'j1', status: 'IN_QUEUE', submittedAt: noon - 120_000 }];
    const verdict = diagnose(evidenceOf({ workers: workersOf(), jobs }));
    expect(verdict.state).toBe('unsure');
    expect(verdict.summary).toMatch(/^Not sure/);
    expect(verdict.others.map(({ cause }) => cause)).toEqual(['scaling-up']);
  });

  it('never calls a queue healthy', () => {
    const verdict = diagnose(evidenceOf({ endpoint: undefined, health: healthOf(2) }));
    expect(verdict.state).toBe('unsure');
  });

  it('says that nothing could be read', () => {
    expect(diagnose(evidenceOf({ endpoint: undefined })).summary).toMatch(/could be read/);
  });
});

describe('several things at once', () => {
  const log = crashed('Traceback (most recent call last):', "ModuleNotFoundError: No module named 'torch'");

  it('tells the root first: a crash explains the queue', () => {
    const verdict = diagnose(evidenceOf({ workers: sick, health: healthOf(5), log }));
    expect(verdict.diagnosis?.cause).toBe('import-crash');
  });

  it('leaves out what the root looks like from outside', () => {
    const again = logOf('w1', [30, 's', begin], [28, 's', 'container w1 exited with code 1']);
    const verdict = diagnose(evidenceOf({ workers: sick, health: healthOf(5), log: [...again, ...log] }));
    expect(verdict.diagnosis?.cause).toBe('import-crash');
    expect(verdict.others).toEqual([]);
  });

  it('and no endpoint explains everything', () => {
    const verdict = diagnose(evidenceOf({ endpoint: 'gone', workers: sick, log }));
    expect(verdict.diagnosis?.cause).toBe('endpoint-gone');
    expect(verdict.others.map(({ cause }) => cause)).toContain('import-crash');
  });
});

describe('proof', () => {
  it('holds no secret of a log', () => {
    const key = `rpa_${'A1'.repeat(20)}`;
    const log = crashed('Traceback (most recent call last):', `ValueError: bad key ${key}`);
    expect(JSON.stringify(diagnose(evidenceOf({ workers: sick, log })))).not.toContain(key);
  });
});
