// Which RunPod a command talks to: Local RunPod when it runs, else an account. Decided in one place for the
// editor, the command line and the tests.
import type { Cloud, CloudUrls } from '../api/cloud';
import { cloudUrls } from '../api/urls';
import { AppError } from '../base/errors';
import type { LocalRunPodInfo } from '../wire/localRunPod';

export interface Target {
  readonly kind: 'local' | 'account';
  /** `local`, or the account's name. */
  readonly name: string;
  readonly cloud: Cloud;
  readonly urls: CloudUrls;
}

/** A name somebody gave to a key. */
export interface Account {
  readonly name: string;
  readonly key: string;
}

export interface TargetDeps {
  /** For the address overrides and `RUNPOD_API_KEY`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Local RunPod, if it runs: `findLocalRunPod(localStateFolder(env))`. */
  readonly findLocal: () => Promise<LocalRunPodInfo | undefined>;
  /** Accounts signed in to, in order; the one of `RUNPOD_API_KEY` is added here. */
  readonly accounts?: () => Promise<readonly Account[]>;
  /** Makes the client: `createCloud` with everything but address and key given. */
  readonly connect: (where: { urls: CloudUrls; key: string }) => Cloud;
}

export const localTargetName = 'local';
/** The account of `RUNPOD_API_KEY`. */
export const environmentAccountName = 'env';

/**
 * Without a name: Local RunPod if it runs, else the first account. Throws `usage` for a name nobody has, `refused`
 * when Local RunPod is asked for and does not run, `unauthorized` when there is neither.
 */
export async function resolveTarget(
  wanted: { readonly name?: string | undefined },
  deps: TargetDeps,
): Promise<Target> {
  const name = wanted.name?.trim();
  if (!name || name === localTargetName) {
    const info = await deps.findLocal();
    if (info) return localTarget(info, deps.connect);
    if (name === localTargetName) {
      throw new AppError('refused', 'Local RunPod is not running.', {
        remedy: 'Start it with "runpod-worker-dev local up", or with the command "Start Local RunPod".',
      });
    }
  }
  return accountTarget(name, deps);
}

export function localTarget(info: LocalRunPodInfo, connect: TargetDeps['connect']): Target {
  const urls = { graphql: info.graphql, rest: info.rest, jobs: info.jobs };
  return { kind: 'local', name: localTargetName, urls, cloud: connect({ urls, key: info.key }) };
}

async function accountTarget(name: string | undefined, deps: TargetDeps): Promise<Target> {
  const accounts = [...((await deps.accounts?.()) ?? []), ...environmentAccount(deps.env)];
  const account = name ? accounts.find(item => item.name === name) : accounts[0];
  if (account) {
    const urls = cloudUrls(deps.env);
    return { kind: 'account', name: account.name, urls, cloud: deps.connect({ urls, key: account.key }) };
  }
  if (name) {
    const known = [localTargetName, ...accounts.map(item => item.name)].join(', ');
    throw new AppError('usage', `There is no target "${name}".`, { remedy: `Known targets: ${known}.` });
  }
  throw new AppError('unauthorized', 'Local RunPod is not running and no RunPod account is signed in.', {
    remedy: 'Start Local RunPod ("runpod-worker-dev local up"), or set RUNPOD_API_KEY to use your account.',
  });
}

function environmentAccount(env: TargetDeps['env']): Account[] {
  const key = env.RUNPOD_API_KEY?.trim();
  if (!key) return [];
  if (/[^\x21-\x7e]/.test(key)) {
    throw new AppError('unauthorized', 'RUNPOD_API_KEY holds characters that no key has.', {
      remedy: 'Copy the key again, without quotes or line breaks.',
    });
  }
  return [{ name: environmentAccountName, key }];
}
