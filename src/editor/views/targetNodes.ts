// The roots of the Endpoints tree: Local RunPod and the accounts, each with how we stand with it and what it costs.
import type { Explanation } from '../../base/errors';
import { count } from '../../base/words';
import type { Target } from '../../flows/target';
import { contextValue, type ItemFlag } from '../../manifest/when';
import type { EndpointState } from '../../state/endpointsStore';
import type { GoneEndpoint } from '../../state/goneEndpoints';
import type { Session } from '../../state/session';
import type { Myself } from '../../wire/graphql';
import type { LocalFaults } from '../../wire/localFaults';
import type { SessionJob } from '../jobs/job';
import { balanceOf } from './balance';
import { endpointNode } from './endpointNodes';
import { goneNode } from './goneNode';
import type { VerdictOf } from './jobNodes';
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
  /** What is broken on purpose, on Local RunPod. */
  readonly faults?: LocalFaults | undefined;
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
  readonly verdictOf?: VerdictOf;
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
    (model.faults?.balance ?? 1) <= 0 && 'no money left',
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
    ...endpoints.map(state =>
      endpointNode(target, state, {
        ...around,
        faults: model.faults?.endpoints[state.endpoint.id],
        verdict: around.verdictOf?.(target.name, state.endpoint.id),
      }),
    ),
  ];
  if (warning) return [warning, ...nodes];
  if (nodes.length > 0) return nodes;
  const click = { command: 'runpod.worker.deploy', argument: { target: target.name } } as const;
  return [messageNode(at('none'), 'No endpoints yet', 'cloud-upload', { description: 'deploy one…', click })];
}

/** What is wrong in words that fit beside a tree; all of it is in the tooltip. */
function problemNode(id: string, problem: Explanation, { session, target }: TargetModel): TreeNode {
  const { message, remedy } = problem;
  const tooltip = [message, remedy].filter(Boolean).join('\n\n');
  const color = 'list.warningForeground';
  const replace = { command: 'runpod.account.replaceKey', argument: { target: target.name } } as const;
  if (isDeadKey(session)) {
    const description = 'RunPod refuses it';
    return messageNode(id, 'Replace key…', 'key', { description, tooltip, click: replace });
  }
  if (session?.kind !== 'rateLimited' && problem.kind === 'unauthorized') {
    const description = 'cannot list endpoints';
    return messageNode(id, 'Replace key…', 'lock', { description, color, tooltip, click: replace });
  }
  const click = { command: 'runpod.view.refresh', argument: {} } as const;
  if (session?.kind === 'rateLimited') {
    // A time instead of a countdown, which would stand still between two looks.
    const minuteMs = 60_000;
    const nextMinute = Math.ceil(session.untilMs / minuteMs) * minuteMs;
    const at = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(nextMinute);
    const description = `until ${at}`;
    return messageNode(id, 'Rate limited', 'watch', { description, color, tooltip, click });
  }
  const isOffline = session?.kind === 'offline';
  const icon = isOffline ? 'debug-disconnect' : 'warning';
  const description = 'retry';
  return messageNode(id, troubleWords(problem, isOffline, target), icon, {
    description,
    color,
    tooltip,
    click,
  });
}

function troubleWords({ kind }: Explanation, isOffline: boolean, target: Target): string {
  const who = target.kind === 'local' ? 'Local RunPod' : 'RunPod';
  if (kind === 'timeout') return `${who} does not answer`;
  return isOffline ? `${who} cannot be reached` : `${who} answers with an error`;
}
