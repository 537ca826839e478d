// The steps of a deployment after everything is written: the rollout followed worker by worker, then a ping. A worker
// of the new release that fails is told at once with its last lines, while RunPod would go on trying.
import { AppError, isCancelled } from '../base/errors';
import type { Worker } from '../wire/endpoint';
import type { DeployStep, StepContext } from './deployContext';
import { followRollout } from './followRollout';
import { ping as pingEndpoint } from './ping';
import { defaultInitTimeoutSeconds } from './pullEstimate';
import { type WorkerNews, watchWorkers } from './watchWorkers';

/** On top of the init timeout: scheduling, and the job itself. */
const pingExtraSeconds = 120;

export const rollout: DeployStep = async context => {
  const { facts, deps, signal } = context;
  const endpointId = knownEndpoint(context);
  const { cloud } = deps.target;
  const afterVersion = facts.templateWritten ? facts.previous?.release : undefined;
  await whileHealthy(context, async cancel => {
    const follow = followRollout(cloud, endpointId, { options: { afterVersion }, clock: deps.clock }, cancel);
    for await (const step of follow) {
      const message = `Rollout: ${step.workersOnLatest} of ${step.total} workers run the new release`;
      deps.progress.report({
        message,
        ...(step.total > 0 ? { fraction: step.workersOnLatest / step.total } : {}),
      });
    }
  });
  const { endpointVersion } = await cloud.endpoints.releases(endpointId, signal);
  return {
    facts: endpointVersion === null || endpointVersion === undefined ? {} : { release: endpointVersion },
  };
};

export const ping: DeployStep = async context => {
  const { deps, facts } = context;
  const endpointId = knownEndpoint(context);
  const timeoutMs = (initTimeoutOf(context) + pingExtraSeconds) * 1000;
  deps.progress.report({ message: 'Ping: waiting for a worker to answer' });
  const result = await whileHealthy(context, cancel =>
    pingEndpoint(deps.target.cloud, { endpointId, timeoutMs }, { clock: deps.clock }, cancel),
  );
  if (result.ok) return { ping: result };
  const reason = result.reason ?? result.status;
  const { workers } = await deps.target.cloud.endpoints.workers(endpointId, context.signal);
  if (result.status !== 'FAILED' || !workers.some(isAlive)) {
    throw new AppError('remote', `The ping was not answered: ${reason}`, {
      remedy: 'Look at the logs of its workers.',
    });
  }
  // A worker lives and gave an answer: its handler does not know the ping, or is at odds with it.
  const warning = `A worker answered the ping with an error: ${reason}`;
  return { ping: result, facts: { warnings: [...(facts.warnings ?? []), warning] } };
};

function isAlive({ isStale, status }: Worker): boolean {
  return !isStale && (status === 'IDLE' || status === 'RUNNING');
}

function knownEndpoint({ facts }: StepContext): string {
  if (facts.endpointId) return facts.endpointId;
  throw new AppError('internal', 'There is no endpoint to follow.');
}

/** Runs `work` while the workers are watched; a failing worker ends it with that worker's error. */
async function whileHealthy<T>(context: StepContext, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { deps, signal } = context;
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const watching = watchWorkers(deps.target.cloud, knownEndpoint(context), watchOptions(context), both)
    .catch(() => undefined)
    .finally(() => stop.abort());
  try {
    return await work(both);
  } catch (error) {
    const failing = isCancelled(error) && !signal.aborted ? await watching : undefined;
    throw failing ?? error;
  } finally {
    stop.abort();
    await watching;
  }
}

function initTimeoutOf({ facts }: StepContext): number {
  return facts.initTimeoutSeconds ?? defaultInitTimeoutSeconds;
}

function watchOptions(context: StepContext) {
  const limit = initTimeoutOf(context);
  return {
    clock: context.deps.clock,
    onWorker: ({ id, state, seconds, doing }: WorkerNews) => {
      const of = state === 'starting' ? ` (${Math.round(seconds)} s of at most ${limit} s)` : '';
      context.deps.progress.report({ message: `Worker ${id}: ${state}${of}${doing ? `: ${doing}` : ''}` });
    },
  };
}
