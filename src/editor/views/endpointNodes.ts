// One endpoint of the tree and what it consists of: workers, queue, jobs, release, image, template.
import { isSecretName, shownVariable } from '../../base/redact';
import { count } from '../../base/words';
import { reasonOf } from '../../doctor/heading';
import type { Verdict } from '../../doctor/verdict';
import type { Target } from '../../flows/target';
import { contextValue } from '../../manifest/when';
import type { EndpointState } from '../../state/endpointsStore';
import type { Endpoint, ReleaseList, WorkerList } from '../../wire/endpoint';
import type { Health } from '../../wire/job';
import type { EndpointFaults } from '../../wire/localFaults';
import { wordsOf } from '../faults/faults';
import type { SessionJob } from '../jobs/job';
import type { EndpointSubject } from '../subject';
import { imageNode, roughly } from './imageNode';
import { instanceNode } from './instanceNode';
import { jobNode } from './jobNodes';
import { messageNode, type NodeColor, type TreeNode } from './node';
import { badgeOf, verdictNodes } from './verdictNode';

/** With more workers than this the list of them is closed at first. */
const shownAtOnce = 5;
/** So many recent jobs stand under an endpoint; the Jobs view has all. */
const recentJobs = 5;

export interface EndpointSurroundings {
  readonly nowMs: number;
  readonly jobs: readonly SessionJob[];
  /** What is broken on purpose. */
  readonly faults?: EndpointFaults | undefined;
  /** What the doctor says, where there is trouble. */
  readonly verdict?: Verdict | undefined;
}

export function endpointNode(target: Target, state: EndpointState, around: EndpointSurroundings): TreeNode {
  const { endpoint, health, workers, releases } = state;
  const { verdict, nowMs } = around;
  const id = `${target.name}/${endpoint.id}`;
  const subject: EndpointSubject = { target, endpointId: endpoint.id, name: endpoint.name };
  const broken = wordsOf(around.faults ?? {}).join(', ');
  const sinceMs = releasedMs(releases) ?? parsedMs(endpoint.createdAt);
  return {
    id,
    label: endpoint.name,
    description: descriptionOf(state, broken),
    tooltip: tooltipOf(endpoint, broken, verdict),
    icon: endpoint.workers.max === 0 ? 'circle-slash' : 'server-process',
    color: colorOf(workers?.summary),
    badge: badgeOf(verdict),
    context: contextValue('endpoint', target.kind === 'account' ? 'bound' : 'local'),
    subject,
    open: 'collapsed',
    children: [
      ...verdictNodes(id, verdict, subject),
      workersNode(id, state, subject),
      ...(isBalanced(endpoint) ? [] : [queueNode(id, { health, verdict }, subject)]),
      jobsNode(id, around, subject),
      releaseNode(id, releases, { subject, nowMs }),
      imageNode(id, { image: endpoint.image, sinceMs, nowMs }, subject),
      templateNode(id, endpoint, subject),
    ],
  };
}

/** Its requests go to the workers; it has neither queue nor jobs. */
function isBalanced({ type }: Endpoint): boolean {
  return type === 'LOAD_BALANCER';
}

function descriptionOf({ endpoint, health, workers, releases }: EndpointState, broken: string): string {
  const summary = workers?.summary;
  const waiting = health?.jobs.inQueue ?? 0;
  const rollout = releases?.rollout;
  const isStopped = endpoint.workers.max === 0;
  return [
    broken && `broken on purpose: ${broken}`,
    isBalanced(endpoint) && 'load balancer',
    isStopped && 'stopped',
    summary && (summary.total > 0 || !isStopped) && count(summary.total, 'worker'),
    summary && summary.unhealthy > 0 && `${summary.unhealthy} unhealthy`,
    summary && summary.throttled > 0 && `${summary.throttled} throttled`,
    waiting > 0 && `${waiting} queued`,
    rollout?.inProgress && `rolling out ${Math.round(rollout.percentOnLatest)} %`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function tooltipOf(endpoint: Endpoint, broken: string, verdict: Verdict | undefined): string {
  return [
    `**${endpoint.name}** \`${endpoint.id}\``,
    endpoint.image ?? '',
    isBalanced(endpoint) && `Load balancer: requests go to ${endpoint.requestUrls?.base ?? 'its workers'}.`,
    verdict && verdict.state !== 'healthy' && verdict.summary,
    broken && `Broken on purpose: ${broken}. Run *Break Something…* to change it.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function parsedMs(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** When the image that runs came: the newest release that brought one. */
function releasedMs(releases: ReleaseList | undefined): number | undefined {
  const brought = releases?.releases.find(each => each.diff.some(({ field }) => /image/i.test(field)));
  return parsedMs(brought?.createdAt);
}

function colorOf(summary: WorkerList['summary'] | undefined): NodeColor | undefined {
  if (!summary || summary.total === 0) return undefined;
  if (summary.unhealthy > 0) return 'list.errorForeground';
  if (summary.throttled > 0) return 'list.warningForeground';
  return summary.running > 0 ? 'charts.blue' : 'testing.iconPassed';
}

function workersNode(id: string, { endpoint, workers }: EndpointState, subject: EndpointSubject): TreeNode {
  const { min, max } = endpoint.workers;
  const list = workers?.workers;
  const stale = list?.filter(worker => worker.isStale).length ?? 0;
  const words = [list ? `${list.length} of ${min}–${max}` : `${min}–${max}`, stale > 0 && `${stale} stale`];
  return {
    id: `${id}/workers`,
    label: 'Workers',
    description: words.filter(Boolean).join(' · '),
    icon: 'vm',
    context: contextValue('workers'),
    subject,
    // Many workers would push everything else out of sight.
    open: (list?.length ?? 0) > shownAtOnce ? 'collapsed' : 'expanded',
    children: list?.length
      ? list.map(worker => instanceNode(id, worker, subject))
      : [noWorkers(id, list !== undefined, max)],
  };
}

function noWorkers(id: string, isKnown: boolean, max: number): TreeNode {
  if (!isKnown) return messageNode(`${id}/workers/loading`, 'Loading…', 'loading~spin');
  const stopped = max === 0;
  const words = stopped ? 'Stopped: at most 0 workers' : 'None until the next job';
  return messageNode(`${id}/workers/none`, words, stopped ? 'circle-slash' : 'dash');
}

interface QueueFacts {
  readonly health: Health | undefined;
  readonly verdict: Verdict | undefined;
}

/** A queue is never shown without the reason why jobs wait in it. */
function queueNode(id: string, { health, verdict }: QueueFacts, subject: EndpointSubject): TreeNode {
  const jobs = health?.jobs;
  const parts = jobs && [
    jobs.inQueue === 0 && jobs.inProgress === 0 && 'empty',
    jobs.inQueue > 0 && `${jobs.inQueue} waiting: ${verdict ? reasonOf(verdict) : 'looking why…'}`,
    jobs.inProgress > 0 && `${jobs.inProgress} running`,
    jobs.completed > 0 && `${jobs.completed} done`,
    jobs.failed > 0 && `${jobs.failed} failed`,
    jobs.retried > 0 && `${jobs.retried} retried`,
  ];
  return {
    id: `${id}/queue`,
    label: 'Queue',
    description: parts ? parts.filter(Boolean).join(' · ') : 'loading…',
    icon: 'inbox',
    color: jobs && jobs.inQueue > 0 ? 'list.warningForeground' : undefined,
    context: jobs && jobs.inQueue > 0 ? contextValue('queue', 'pending') : contextValue('queue'),
    subject,
  };
}

function jobsNode(id: string, { jobs, verdict }: EndpointSurroundings, subject: EndpointSubject): TreeNode {
  const own = jobs.filter(job => job.subject.endpointId === subject.endpointId).slice(0, recentJobs);
  const at = `${id}/jobs`;
  return {
    id: at,
    label: 'Recent Jobs',
    description: own.length === 0 ? 'none sent from here' : undefined,
    icon: 'history',
    context: contextValue('jobs'),
    subject,
    open: own.length > 0 ? 'expanded' : undefined,
    children: own.map(job => ({ ...jobNode(job, { by: 'id', verdict }), id: `${at}/${job.key}` })),
  };
}

interface ReleaseSurroundings {
  readonly subject: EndpointSubject;
  readonly nowMs: number;
}

function releaseNode(
  id: string,
  releases: ReleaseList | undefined,
  { subject, nowMs }: ReleaseSurroundings,
): TreeNode {
  const rollout = releases?.rollout;
  const version = releases?.endpointVersion;
  const madeMs = parsedMs(releases?.releases[0]?.createdAt);
  const moving =
    rollout?.inProgress &&
    `rolling out ${Math.round(rollout.percentOnLatest)} % (${rollout.workersOnLatest} of ${rollout.workersTotal})`;
  const age = madeMs === undefined ? undefined : `${roughly(nowMs - madeMs)} ago`;
  return {
    id: `${id}/release`,
    label: version == null ? 'Release' : `Release ${version}`,
    description: releases ? moving || age : 'loading…',
    icon: moving ? 'sync~spin' : 'tag',
    color: moving ? 'charts.blue' : undefined,
    context: contextValue('release'),
    subject,
    click: { command: 'runpod.release.open', argument: { subject } },
  };
}

function templateNode(id: string, endpoint: Endpoint, subject: EndpointSubject): TreeNode {
  const env = Object.entries(endpoint.env ?? {});
  const at = `${id}/template`;
  const values = env.map(([name, value]) => ({
    id: `${at}/env/${name}`,
    label: name,
    description: shownVariable(name, value),
    icon: isSecretName(name) ? 'key' : 'symbol-variable',
  }));
  const arguments_ = endpoint.args
    ? [{ id: `${at}/args`, label: 'Start command', description: endpoint.args, icon: 'terminal' }]
    : [];
  return {
    id: at,
    label: 'Template',
    description: [endpoint.disk !== undefined && `${endpoint.disk} GB disk`, count(env.length, 'variable')]
      .filter(Boolean)
      .join(' · '),
    icon: 'file-code',
    context: contextValue('template'),
    subject,
    open: 'collapsed',
    children: [...arguments_, ...values],
  };
}
