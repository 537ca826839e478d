// The Jobs tree: the jobs sent from here, newest first, with state and timing.
import { duration } from '../../base/words';
import { reasonOf } from '../../doctor/heading';
import type { Verdict } from '../../doctor/verdict';
import { contextValue } from '../../manifest/when';
import type { JobPhase } from '../../protocol/jobConsole';
import { isOpen, type SessionJob } from '../jobs/job';
import type { NodeColor, TreeNode } from './node';

const faces: Readonly<Record<JobPhase, readonly [icon: string, words: string, color?: NodeColor]>> = {
  queued: ['clock', 'in queue', 'list.warningForeground'],
  running: ['loading~spin', 'running', 'charts.blue'],
  completed: ['pass', 'completed', 'testing.iconPassed'],
  failed: ['error', 'failed', 'list.errorForeground'],
  cancelled: ['circle-slash', 'cancelled'],
  'timed-out': ['watch', 'timed out', 'list.errorForeground'],
};

/** What the doctor says of an endpoint with trouble. */
export type VerdictOf = (target: string, endpointId: string) => Verdict | undefined;

export function jobNodes(jobs: readonly SessionJob[], verdictOf: VerdictOf = () => undefined): TreeNode[] {
  return jobs.map(job => {
    const { target, endpointId } = job.subject;
    return jobNode(job, { by: 'endpoint', verdict: verdictOf(target.name, endpointId) });
  });
}

export interface JobFace {
  /** Called by its endpoint, or by its own id where the endpoint is known. */
  readonly by: 'endpoint' | 'id';
  readonly verdict: Verdict | undefined;
}

export function jobNode(job: SessionJob, { by, verdict }: JobFace): TreeNode {
  const { phase, queueMs, runMs, jobId, endpointName, failure } = job.snapshot;
  const [icon, words, color] = faces[phase];
  const retryable = phase === 'failed' || phase === 'timed-out';
  const timing = [
    queueMs !== undefined && `queue ${duration(queueMs)}`,
    runMs !== undefined && `run ${duration(runMs)}`,
  ];
  return {
    id: job.key,
    label: by === 'id' ? (jobId ?? 'sending…') : endpointName,
    description: [phase === 'queued' && verdict ? `${words}: ${reasonOf(verdict)}` : words, ...timing]
      .filter(Boolean)
      .join(' · '),
    tooltip: [jobId && `\`${jobId}\``, failure?.message].filter(Boolean).join('\n\n') || undefined,
    icon,
    color,
    context: contextValue(
      'job',
      isOpen(job) ? 'pending' : 'finished',
      ...(retryable ? ['retryable' as const] : []),
    ),
    subject: job,
    click: { command: 'runpod.job.open', argument: { subject: job } },
  };
}
