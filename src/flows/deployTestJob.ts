// The last step of a deployment, where one is wanted: a test job, so that the release is judged by its work and not by a
// ping. A job that is left is cancelled: nobody would look at it.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../base/errors';
import { parseJson } from '../base/json';
import { duration } from '../base/words';
import type { DeployStep } from './deployContext';
import { defaultInitTimeoutSeconds } from './pullEstimate';
import { runJob } from './runJob';

/** On top of the init timeout: for the work itself. */
const workSeconds = 600;

export const testJob: DeployStep = async ({ settings, facts, deps, signal }) => {
  const { testInput } = settings;
  const { endpointId } = facts;
  if (!testInput || !endpointId)
    throw new AppError('internal', 'There is no test job, or no endpoint for it.');
  const request = await readRequest(testInput);
  const name = basename(testInput);
  const timeoutMs = ((facts.initTimeoutSeconds ?? defaultInitTimeoutSeconds) + workSeconds) * 1000;
  const result = await runJob(
    deps.target.cloud,
    {
      endpointId,
      request,
      timeoutMs,
      whenAbandoned: 'cancel',
      onUpdate: ({ job, elapsedMs }) =>
        deps.progress.report({
          message: `Test job ${name}: ${job.status === 'IN_QUEUE' ? 'waits' : 'runs'}, ${duration(elapsedMs)}`,
        }),
    },
    { clock: deps.clock },
    signal,
  );
  const { job, timing, reason, failure } = result;
  if (job.status === 'COMPLETED')
    return { testJob: { id: job.id, status: job.status, totalMs: timing.totalMs } };
  throw new AppError(
    'remote',
    `The test job ${name} ended as ${job.status}: ${reason ?? 'no reason was given'}`,
    {
      remedy: 'Correct the handler or the test input, and look at the logs of its worker.',
      detail: failure?.error_traceback,
    },
  );
};

async function readRequest(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (parsed?.ok) return parsed.value;
  throw new AppError(
    'usage',
    text === undefined ? `There is no test input ${path}.` : `${path} is not JSON.`,
    { remedy: 'Give a file like test_input.json: {"input": {…}}.' },
  );
}
