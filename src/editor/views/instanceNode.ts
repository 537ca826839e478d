// One worker of an endpoint: its state, how long it has been up, on which GPU and where, and whether it still runs
// an older release.
import { contextValue } from '../../manifest/when';
import type { Worker } from '../../wire/endpoint';
import type { EndpointSubject } from '../subject';
import { roughly } from './imageNode';
import type { NodeColor, TreeNode } from './node';

const faces: Readonly<Record<string, readonly [icon: string, color: NodeColor]>> = {
  RUNNING: ['vm-running', 'charts.blue'],
  IDLE: ['vm-active', 'testing.iconPassed'],
  INITIALIZING: ['loading~spin', 'charts.blue'],
  THROTTLED: ['vm-outline', 'list.warningForeground'],
  UNHEALTHY: ['error', 'list.errorForeground'],
};

export function instanceNode(id: string, worker: Worker, subject: EndpointSubject): TreeNode {
  const [icon, color] = faces[worker.status] ?? (['vm', 'descriptionForeground'] as const);
  const age = worker.uptimeSeconds == null ? undefined : roughly(worker.uptimeSeconds * 1000);
  const gpu = worker.gpuTypeId?.replace(/^NVIDIA (GeForce )?/, '');
  const gpus = gpu && worker.gpuCount > 1 ? `${worker.gpuCount}× ${gpu}` : gpu;
  const release = worker.isStale
    ? `stale: release ${worker.version ?? 'before this one'}`
    : worker.version != null && `release ${worker.version}`;
  const description = [
    worker.status.toLowerCase(),
    worker.isStale && release,
    age,
    gpus,
    worker.dataCenterId,
  ];
  const own = { ...subject, workerId: worker.id };
  return {
    id: `${id}/workers/${worker.id}`,
    label: worker.id,
    description: description.filter(Boolean).join(' · '),
    tooltip: tooltipOf(worker, release || undefined),
    icon,
    color: worker.isStale && color !== 'list.errorForeground' ? 'list.warningForeground' : color,
    context: contextValue('instance'),
    subject: own,
    click: { command: 'runpod.endpoint.tailLogs', argument: { subject: own } },
  };
}

function tooltipOf(worker: Worker, release: string | undefined): string {
  const rows = [
    ['State', worker.status.toLowerCase()],
    ['Release', release],
    ['Image', worker.image && `\`${worker.image}\``],
    ['GPU', worker.gpuTypeId && `${worker.gpuCount}× ${worker.gpuTypeId}`],
    ['Data centre', worker.dataCenterId],
    ['Started', worker.startedAt],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n\n');
}
