// The verdict of a comparison as a pure function of figures and expectations.
import { describe, expect, it } from 'vitest';
import { expectationsOf } from '../../../../src/flows/compareStrategies/expectations';
import { spreadOf } from '../../../../src/flows/compareStrategies/figures';
import { jobsPerStartAt, verdictOf } from '../../../../src/flows/compareStrategies/verdict';
import type { Compared, VariantFigures } from '../../../../src/protocol/comparison';

interface Measured {
  readonly ready?: readonly number[];
  readonly first?: readonly number[];
  readonly later?: readonly number[];
  readonly failure?: string;
}

function figures(
  strategy: Compared,
  { ready = [], first = [], later = [20], failure }: Measured,
): VariantFigures {
  return {
    strategy,
    origin: 'switched',
    ready: spreadOf(ready),
    firstJob: spreadOf(first),
    coldAnswer: spreadOf(ready.map((ms, index) => ms + (first[index] ?? 0))),
    laterJobs: spreadOf(later),
    peakMemoryBytes: undefined,
    failure,
  };
}

const judge = (warm: Measured, lazy: Measured, given = {}, current = 'warm') =>
  verdictOf(
    { current, variants: [figures('warm', warm), figures('lazy', lazy)] },
    expectationsOf({ jobsPerStart: 40, ...given }),
  );

const usual = { ready: [2000, 2010], first: [30, 32] };
const usualLazy = { ready: [1200, 1190], first: [830, 832] };

describe('verdict', () => {
  it('keeps warm that fits, and says what lazy would cost', () => {
    const verdict = judge(usual, usualLazy, { initTimeoutSeconds: 12 });
    expect(verdict?.advice).toBe('warm');
    expect(verdict?.sentence).toBe(
      'Lazy costs you 800 ms on 1 job in 40; warm fits in the init timeout with 6× to spare: keep warm.',
    );
    expect(verdict?.reasons).toContain('Over all jobs, lazy costs 20 ms per job on average.');
    expect(verdict?.assumptions.join(' ')).toContain(
      'One job in 40 is the first of a new worker (as given).',
    );
  });

  it('tells a lazy worker to switch', () => {
    expect(judge(usual, usualLazy, {}, 'lazy')?.sentence).toMatch(/: switch to warm\.$/);
    expect(judge(usual, usualLazy, {}, 'per-request')?.sentence).toMatch(/: switch to warm\.$/);
    expect(judge(usual, usualLazy, {}, 'hybrid')?.sentence).toMatch(/: keep hybrid\.$/);
  });

  it('takes lazy when RunPod would kill the warm worker, by its slowest start', () => {
    const slow = { ready: [9_000, 12_500], first: [30, 30] };
    const verdict = judge(slow, usualLazy, { initTimeoutSeconds: 12 });
    expect(verdict?.advice).toBe('lazy');
    expect(verdict?.sentence).toContain(
      'Warm needs 13 s to become ready, and RunPod kills a worker after 12 s',
    );
  });

  it('warns of a warm worker that fits only just', () => {
    const verdict = judge({ ready: [8_000], first: [30] }, usualLazy, { initTimeoutSeconds: 12 });
    expect(verdict?.advice).toBe('lazy');
    expect(verdict?.sentence).toContain('with only 1.5× to spare');
  });

  it('takes warm when the first lazy job would be ended by the execution timeout', () => {
    const endpoint = { workers: { min: 0, max: 1 }, timeout: 800 };
    const verdict = judge(usual, usualLazy, { endpoint });
    expect(verdict).toMatchObject({
      advice: 'warm',
      sentence: expect.stringContaining('ends jobs after 800 ms'),
    });
  });

  it('sees no difference where there is none, or where it drowns in the noise', () => {
    expect(judge(usual, { ready: [1900], first: [60] })?.advice).toBe('either');
    const noisy = judge({ ready: [2000], first: [100, 900] }, { ready: [1900], first: [300, 1100] });
    expect(noisy?.advice).toBe('either');
    expect(noisy?.sentence).toContain('leave it as it is');
  });

  it('takes the variant that works', () => {
    const verdict = judge({ failure: 'No worker could start.' }, usualLazy);
    expect(verdict).toMatchObject({
      advice: 'lazy',
      sentence: 'Warm did not work: No worker could start. Lazy did: switch to lazy.',
    });
    expect(judge(usual, { failure: 'KeyError' })?.sentence).toBe(
      'Lazy did not work: KeyError. Warm did: keep warm.',
    );
  });

  it('is silent before there is something to judge', () => {
    expect(judge({}, {})).toBeUndefined();
    expect(judge({ failure: 'a' }, { failure: 'b' })).toBeUndefined();
    expect(verdictOf({ current: 'warm', variants: [] }, expectationsOf({}))).toBeUndefined();
  });
});

describe('expectations', () => {
  it('are RunPod defaults, an endpoint, or what is given, in this order', () => {
    expect(expectationsOf({})).toMatchObject({
      initTimeoutMs: 420_000,
      executionTimeoutMs: 600_000,
      basis: 'assumed',
    });
    const endpoint = {
      env: { RUNPOD_INIT_TIMEOUT: '900' },
      workers: { min: 0, max: 1, idleTimeout: 60 },
      timeout: 0,
    };
    expect(expectationsOf({ endpoint }).initTimeoutMs).toBe(900_000);
    expect(expectationsOf({ endpoint, env: { RUNPOD_INIT_TIMEOUT: '800' } }).initTimeoutMs).toBe(800_000);
    expect(expectationsOf({ endpoint, initTimeoutSeconds: 30 }).initTimeoutMs).toBe(30_000);
    expect(expectationsOf({ endpoint, jobsPerHour: 60 })).toMatchObject({
      jobsPerStart: Math.E,
      basis: '60 jobs an hour at random times, idle timeout 60 s',
    });
  });

  it('know how often a worker is let go of', () => {
    expect(jobsPerStartAt(0, 5)).toBe(1);
    expect(jobsPerStartAt(3600, 5)).toBeCloseTo(Math.exp(5));
    expect(jobsPerStartAt(1e9, 3600)).toBe(1e6);
  });
});

describe('spread', () => {
  it('has the middle and the nearest rank', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, p95: 3, samples: [3, 1, 2] });
    expect(spreadOf([4, 1, 2, 3])?.median).toBe(2.5);
    expect(spreadOf(Array.from({ length: 100 }, (_, index) => index + 1))?.p95).toBe(95);
    expect(spreadOf([])).toBeUndefined();
  });
});
