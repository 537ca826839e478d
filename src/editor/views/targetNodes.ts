// The roots of the Endpoints tree: Local RunPod and the accounts, each with how we stand with it and what it costs.
import type { Explanation } from '../../base/errors';
import { count } from '../../base/words';
import type { Target } from '../../flows/target';
import { contextValue, type ItemFlag } from '../../manifest/when';
import type { EndpointState } from '../../state/endpointsStore';
import type { GoneEndpoint } from '../../state/goneEndpoints';
import type { Session } from '../../state/session';
import type { Myself } from '../../wire/graphql';
import type { SessionJob } from '../jobs/job';
import { balanceOf } from './balance';
import { endpointNode } from './endpointNodes';
import { goneNode } from './goneNode';
import { messageNode, type TreeNode } from './node';

export interface TargetModel {
  readonly target: Target;
  /** Commands go here when nobody says otherwise, and there is more than one to choose from. */
  readonly isInUse?: boolean;
  /** Undefined while they are read for the first time. */
  readonly endpoints: readonly EndpointState[] | undefined;
  /** Why the last reading failed. */
  readonly problem?: Explanation | undefined;
  readonly session?: Session | undefined;
  readonly myself?: Myself | undefined;
  /** Endpoints that were there and are not any more. */
  readonly gone?: readonly GoneEndpoint[] | undefined;
}

export interface EndpointsModel {
  readonly local: 'stopped' | 'starting' | 'running';
  readonly targets: readonly TargetModel[];
}

/** What the tree needs besides what was read. */
export interface Around {
  /** ms since the epoch. */
  readonly nowMs: number;
  readonly lowBalanceUsd: number;
  /** Of this session, newest first. */
  readonly jobs: readonly SessionJob[];
}

/** Empty when there is neither a running Local RunPod nor an account: then the view's welcome speaks. */
export function endpointNodes({ local, targets }: EndpointsModel, around: Around): TreeNode[] {
  if (targets.length === 0 && local === 'stopped') return [];
  const nodes = targets.map(model => targetNode(model, around));
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

function targetNode(model: TargetModel, around: Around): TreeNode {
  const { target, endpoints, session, isInUse } = model;
  const isLocal = target.kind === 'local';
  const money = isLocal ? undefined : balanceOf(model.myself, around.lowBalanceUsd);
  const isDead = isDeadKey(session);
  const description = [
    isDead ? 'key refused' : money?.text,
    !isDead && endpoints && count(endpoints.length, 'endpoint'),
    isInUse && 'in use',
  ];
  const flags: ItemFlag[] = isDead ? ['dead'] : [];
  return {
    id: target.name,
    label: isLocal ? 'Local RunPod' : target.name,
    description: description.filter(Boolean).join(' · ') || undefined,
    tooltip: isLocal ? `Answers at ${target.urls.rest}` : money?.tooltip,
    ...faceOf(model, money?.level === 'low'),
    context: isLocal ? contextValue('local', 'running') : contextValue('account', ...flags),
    subject: { target },
    open: 'expanded',
    children: childrenOf(model, around),
  };
}

function faceOf({ target, problem, session }: TargetModel, isLow: boolean): Pick<TreeNode, 'icon' | 'color'> {
  if (isDeadKey(session)) return { icon: 'lock', color: 'list.errorForeground' };
  if (target.kind === 'local')
    return { icon: 'device-desktop', color: problem ? undefined : 'testing.iconPassed' };
  return isLow ? { icon: 'cloud', color: 'list.warningForeground' } : { icon: 'cloud' };
}

/** RunPod does not know the key (any more). */
export function isDeadKey(session: Session | undefined): boolean {
  return session?.kind === 'signedOut' && session.reason !== undefined;
}

function childrenOf(model: TargetModel, around: Around): TreeNode[] {
  const { target, endpoints, problem } = model;
  const at = (name: string) => `${target.name}/${name}`;
  const warning = problem && problemNode(at('problem'), problem, model);
  // What a dead key showed once is nobody's business any more.
  if (isDeadKey(model.session) && warning) return [warning];
  if (!endpoints) return [warning ?? messageNode(at('loading'), 'Loading endpoints…', 'loading~spin')];
  const here = endpoints.map(({ endpoint }) => endpoint);
  const nodes = [
    ...(model.gone ?? []).map(gone => goneNode(target, gone, here)),
    ...endpoints.map(state => endpointNode(target, state, around)),
  ];
  if (warning) return [warning, ...nodes];
  if (nodes.length > 0) return nodes;
  const click = { command: 'runpod.worker.deploy', argument: { target: target.name } } as const;
  return [messageNode(at('none'), 'No endpoints yet. Build and deploy a worker…', 'cloud-upload', { click })];
}

function problemNode(id: string, problem: Explanation, model: TargetModel): TreeNode {
  const { message, remedy } = problem;
  const tooltip = [message, remedy].filter(Boolean).join('\n\n');
  if (isDeadKey(model.session)) {
    const click = { command: 'runpod.account.replaceKey', argument: { target: model.target.name } } as const;
    return messageNode(id, 'Replace key…', 'key', {
      description: 'RunPod refuses this one',
      tooltip,
      click,
    });
  }
  const click = { command: 'runpod.view.refresh', argument: {} } as const;
  if (model.session?.kind === 'rateLimited') {
    // A time instead of a countdown, which would stand still between two looks.
    const at = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(model.session.untilMs);
    const label = `Next try at ${at}: RunPod asks to slow down`;
    return messageNode(id, label, 'watch', { color: 'list.warningForeground', tooltip, click });
  }
  if (problem.kind === 'unauthorized') {
    const label = 'This key may not list endpoints. Replace key…';
    const replace = {
      command: 'runpod.account.replaceKey',
      argument: { target: model.target.name },
    } as const;
    return messageNode(id, label, 'lock', { color: 'list.warningForeground', tooltip, click: replace });
  }
  const icon = model.session?.kind === 'offline' ? 'debug-disconnect' : 'warning';
  return messageNode(id, 'Try again', icon, {
    description: message,
    color: 'list.warningForeground',
    tooltip,
    click,
  });
}
