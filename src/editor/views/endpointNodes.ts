// The Endpoints tree: targets, their endpoints, and what each endpoint consists of.
import type { Explanation } from '../../base/errors';
import { isSecretName, shownVariable } from '../../base/redact';
import { count, duration } from '../../base/words';
import type { Target } from '../../flows/target';
import { contextValue } from '../../manifest/when';
import type { Endpoint, ReleaseList, Worker, WorkerList } from '../../wire/endpoint';
import { parseFolderImage } from '../../wire/folderImage';
import type { Health } from '../../wire/job';
import type { EndpointSubject } from '../subject';
import { messageNode, type NodeColor, type TreeNode } from './node';

export interface EndpointModel {
  readonly endpoint: Endpoint;
  readonly workers?: WorkerList | undefined;
  readonly health?: Health | undefined;
  readonly releases?: ReleaseList | undefined;
}

export interface TargetModel {
  readonly target: Target;
  /** Undefined while they are read for the first time. */
  readonly endpoints: readonly EndpointModel[] | undefined;
  /** Why the last reading failed. */
  readonly problem?: Explanation | undefined;
  /** USD; undefined while not known. */
  readonly balance?: number | undefined;
}

export interface EndpointsModel {
  readonly local: 'stopped' | 'starting' | 'running';
  readonly targets: readonly TargetModel[];
}

/** Empty when there is neither a running Local RunPod nor an account: then the view's welcome speaks. */
export function endpointNodes({ local, targets }: EndpointsModel): TreeNode[] {
  if (targets.length === 0 && local === 'stopped') return [];
  const nodes = targets.map(targetNode);
  if (targets.some(({ target }) => target.kind === 'local')) return nodes;
  return [idleLocal(local), ...nodes];
}

function idleLocal(local: EndpointsModel['local']): TreeNode {
  const starting = local !== 'stopped';
  return {
    // Another id than the running one's: VS Code remembers that an item had no children.
    id: 'local/idle',
    label: 'Local RunPod',
    description: starting ? 'starting…' : 'not running',
    icon: starting ? 'loading~spin' : 'device-desktop',
    context: starting ? undefined : contextValue('local', 'stopped'),
  };
}

function targetNode(model: TargetModel): TreeNode {
  const { target, endpoints, problem, balance } = model;
  const isLocal = target.kind === 'local';
  const description = [
    endpoints && count(endpoints.length, 'endpoint'),
    !isLocal && balance !== undefined && `$${balance.toFixed(2)}`,
  ].filter(Boolean);
  return {
    id: target.name,
    label: isLocal ? 'Local RunPod' : target.name,
    description: description.join(' · ') || undefined,
    tooltip: isLocal ? `Answers at ${target.urls.rest}` : undefined,
    icon: isLocal ? 'device-desktop' : 'cloud',
    color: isLocal && !problem ? 'testing.iconPassed' : undefined,
    context: isLocal ? contextValue('local', 'running') : contextValue('account'),
    subject: { target },
    open: 'expanded',
    children: childrenOf(model),
  };
}

function childrenOf({ target, endpoints, problem }: TargetModel): TreeNode[] {
  const at = (name: string) => `${target.name}/${name}`;
  const warning = problem && problemNode(at('problem'), problem);
  if (!endpoints) return [warning ?? messageNode(at('loading'), 'Loading…', 'loading~spin')];
  const nodes = endpoints.map(model => endpointNode(target, model));
  if (warning) return [warning, ...nodes];
  if (nodes.length > 0) return nodes;
  const click = { command: 'runpod.worker.deploy', argument: { target: target.name } } as const;
  return [messageNode(at('none'), 'No endpoints yet. Build and deploy a worker…', 'cloud-upload', { click })];
}

function problemNode(id: string, { kind, message, remedy }: Explanation): TreeNode {
  const icons = { 'rate-limited': 'watch', unauthorized: 'lock' } as const;
  const label = kind === 'rate-limited' ? 'RunPod asks to slow down; trying again soon' : message;
  const click = {
    command: kind === 'unauthorized' ? 'runpod.account.signIn' : 'runpod.view.refresh',
    argument: {},
  } as const;
  const icon = icons[kind as keyof typeof icons] ?? 'warning';
  return {
    id,
    label,
    icon,
    color: 'charts.orange',
    tooltip: [message, remedy].filter(Boolean).join('\n\n'),
    click,
  };
}

function endpointNode(target: Target, model: EndpointModel): TreeNode {
  const { endpoint, health, workers } = model;
  const id = `${target.name}/${endpoint.id}`;
  const subject: EndpointSubject = { target, endpointId: endpoint.id, name: endpoint.name };
  const summary = workers?.summary;
  const waiting = health?.jobs.inQueue ?? 0;
  const description = [summary && count(summary.total, 'worker'), waiting > 0 && `${waiting} queued`];
  const isBound = target.kind === 'account';
  return {
    id,
    label: endpoint.name,
    description: description.filter(Boolean).join(' · '),
    tooltip: `**${endpoint.name}** \`${endpoint.id}\`\n\n${endpoint.image ?? ''}`,
    icon: 'server-process',
    color: colorOf(summary),
    context: isBound ? contextValue('endpoint', 'bound') : contextValue('endpoint'),
    subject,
    open: 'collapsed',
    children: [
      workersNode(id, model, subject),
      queueNode(id, health, subject),
      releaseNode(id, model, subject),
      templateNode(id, endpoint, subject),
    ],
  };
}

function colorOf(summary: WorkerList['summary'] | undefined): NodeColor | undefined {
  if (!summary || summary.total === 0) return undefined;
  if (summary.unhealthy > 0) return 'errorForeground';
  if (summary.throttled > 0) return 'charts.orange';
  return summary.running > 0 ? 'charts.blue' : 'testing.iconPassed';
}

function workersNode(id: string, { endpoint, workers }: EndpointModel, subject: EndpointSubject): TreeNode {
  const { min, max } = endpoint.workers;
  const list = workers?.workers;
  return {
    id: `${id}/workers`,
    label: 'Workers',
    description: list ? `${list.length} of ${min}–${max}` : `${min}–${max}`,
    icon: 'vm',
    context: contextValue('workers'),
    subject,
    open: 'expanded',
    children: list?.length ? list.map(worker => workerNode(id, worker, subject)) : [noWorkers(id, list, max)],
  };
}

function noWorkers(id: string, list: readonly Worker[] | undefined, max: number): TreeNode {
  if (!list) return messageNode(`${id}/workers/loading`, 'Loading…', 'loading~spin');
  const stopped = max === 0;
  const words = stopped ? 'Stopped: at most 0 workers' : 'None until the next job';
  return messageNode(`${id}/workers/none`, words, stopped ? 'circle-slash' : 'dash');
}

const faces: Readonly<Record<string, readonly [icon: string, color: NodeColor]>> = {
  RUNNING: ['vm-running', 'charts.blue'],
  IDLE: ['vm-active', 'testing.iconPassed'],
  INITIALIZING: ['loading~spin', 'charts.yellow'],
  THROTTLED: ['vm-outline', 'charts.orange'],
  UNHEALTHY: ['error', 'errorForeground'],
};

function workerNode(id: string, worker: Worker, subject: EndpointSubject): TreeNode {
  const [icon, color] = faces[worker.status] ?? (['vm', 'descriptionForeground'] as const);
  const age = worker.uptimeSeconds == null ? undefined : duration(worker.uptimeSeconds * 1000);
  const description = [worker.status.toLowerCase(), age, worker.isStale && 'older release', worker.gpuTypeId];
  const own = { ...subject, workerId: worker.id };
  return {
    id: `${id}/workers/${worker.id}`,
    label: worker.id,
    description: description.filter(Boolean).join(' · '),
    tooltip: worker.image ? `Runs \`${worker.image}\`` : undefined,
    icon,
    color,
    context: contextValue('instance'),
    subject: own,
    click: { command: 'runpod.endpoint.tailLogs', argument: { subject: own } },
  };
}

function queueNode(id: string, health: Health | undefined, subject: EndpointSubject): TreeNode {
  const jobs = health?.jobs;
  const parts = jobs && [
    jobs.inQueue === 0 && jobs.inProgress === 0 && 'empty',
    jobs.inQueue > 0 && `${jobs.inQueue} waiting`,
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
    color: jobs && jobs.inQueue > 0 ? 'charts.yellow' : undefined,
    context: jobs && jobs.inQueue > 0 ? contextValue('queue', 'pending') : contextValue('queue'),
    subject,
  };
}

function releaseNode(id: string, { endpoint, releases }: EndpointModel, subject: EndpointSubject): TreeNode {
  const rollout = releases?.rollout;
  const moving = rollout?.inProgress && `rolling out ${rollout.workersOnLatest}/${rollout.workersTotal}`;
  const version = releases?.endpointVersion;
  return {
    id: `${id}/release`,
    label: version == null ? 'Release' : `Release ${version}`,
    description: [shortImage(endpoint.image), moving].filter(Boolean).join(' · '),
    tooltip: endpoint.image,
    icon: moving ? 'sync' : 'tag',
    context: contextValue('release'),
    subject,
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

/** The end of an image reference says most: the folder, or name and tag. */
export function shortImage(image: string | undefined): string {
  if (!image) return '';
  const local = parseFolderImage(image);
  if (local) return `${local.folder.split(/[\\/]/).pop()} @ ${local.digest?.slice(0, 7) ?? ''}`;
  return image.split('/').pop() ?? image;
}
