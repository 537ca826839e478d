// One comparison of warm and lazy from the editor's side: what it is doing, what it found, and the verdict for what the
// person expects of the endpoint. Can be run again; whoever shows it disposes it, which ends a run under way.
import { basename, join } from 'node:path';
import { systemClock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { explain, isCancelled } from '../../base/errors';
import { compareJob } from '../../flows/compareStrategies/compareInput';
import { compareStrategies } from '../../flows/compareStrategies/compareStrategies';
import { expectationsOf } from '../../flows/compareStrategies/expectations';
import { ownLocalRunPod } from '../../flows/compareStrategies/ownLocalRunPod';
import { verdictOf } from '../../flows/compareStrategies/verdict';
import { workerName } from '../../flows/createWorker';
import type { ComparisonExpects, ComparisonSnapshot } from '../../protocol/comparison';
import { workspaceFiles } from '../adapters/files';
import type { Services } from '../services';

export interface ComparedWorker {
  /** Absolute path of the handler file, its worker folder, and the file with the job. */
  readonly path: string;
  readonly folder: string;
  readonly input: string | undefined;
}

/** Cold starts of each variant, and jobs after the first in each: a minute or two for a small model. */
const starts = 3;
const laterJobs = 5;

type Needs = Pick<Services, 'endpoints' | 'home' | 'log' | 'settings'>;

export class StrategyComparison implements Disposable {
  private readonly changed = new Emitter<void>();
  private stop = new AbortController();
  private state: ComparisonSnapshot;
  readonly onChange: Event<void> = this.changed.event;

  constructor(
    private readonly services: Needs,
    readonly worker: ComparedWorker,
  ) {
    this.state = this.fresh();
  }

  get snapshot(): ComparisonSnapshot {
    return this.state;
  }

  /** Never throws: what went wrong is shown. */
  async run(): Promise<void> {
    this.stop.abort();
    const stop = new AbortController();
    this.stop = stop;
    const update = (change: Partial<ComparisonSnapshot>) => {
      if (this.stop === stop) this.set(change);
    };
    update(this.fresh());
    try {
      const comparison = await this.compare(update, stop.signal);
      update({ phase: 'done', message: 'Measured', fraction: 1, comparison });
    } catch (error) {
      if (isCancelled(error)) update({ phase: 'cancelled', message: 'Cancelled' });
      else {
        this.services.log.error('Comparing the loading strategies failed.', error);
        const { message, remedy } = explain(error);
        update({ phase: 'failed', message, failure: { message, remedy } });
      }
    }
  }

  cancel(): void {
    if (this.state.phase === 'running') this.set({ message: 'Cancelling: stopping the workers' });
    this.stop.abort();
  }

  /** Judges what was measured for another endpoint. */
  expect({ initTimeoutSeconds, jobsPerStart }: ComparisonExpects): void {
    const { executionTimeoutMs } = this.state.expectations;
    const expectations = { ...expectationsOf({ initTimeoutSeconds, jobsPerStart }), executionTimeoutMs };
    this.set({ expectations });
  }

  dispose(): void {
    this.stop.abort();
    this.changed.dispose();
  }

  private compare(update: (change: Partial<ComparisonSnapshot>) => void, signal: AbortSignal) {
    const { home, log, settings } = this.services;
    const { path, folder, input } = this.worker;
    const local = ownLocalRunPod({
      emulatorScript: join(home.extensionPath, 'dist', 'emulator.js'),
      python: settings.get('runpod.pythonPath') || undefined,
      env: process.env,
      owner: process.pid,
      clock: systemClock,
      log,
      userAgent: 'runpod-worker-dev vscode',
    });
    const { initTimeoutMs, executionTimeoutMs } = this.state.expectations;
    const work = async () => {
      const request = await compareJob({ folder, file: input }, workspaceFiles);
      const python = await home.python();
      return compareStrategies(
        { path, folder, request, starts, laterJobs, env: {}, initTimeoutMs, executionTimeoutMs },
        { ...local, files: workspaceFiles, python, clock: systemClock, onUpdate: update },
        signal,
      );
    };
    return work();
  }

  private fresh(): ComparisonSnapshot {
    const name = workerName(basename(this.worker.folder));
    const endpoints = this.services.endpoints.model.targets.flatMap(target => target.endpoints ?? []);
    const endpoint = endpoints.find(one => one.endpoint.name === name)?.endpoint;
    return {
      title: basename(this.worker.folder),
      phase: 'running',
      message: 'Reading the handler',
      fraction: 0,
      comparison: undefined,
      expectations: this.state?.expectations ?? expectationsOf({ endpoint }),
      verdict: undefined,
      failure: undefined,
    };
  }

  private set(change: Partial<ComparisonSnapshot>): void {
    const state = { ...this.state, ...change };
    const isOver = state.phase === 'done' && state.comparison;
    const verdict = isOver ? verdictOf(isOver, state.expectations) : undefined;
    this.state = { ...state, verdict };
    this.changed.fire();
  }
}
