// What to deploy, where and how: what the settings and the caller say, and questions for the rest.
import { basename, join } from 'node:path';
import { nodeFiles } from '../../base/nodeFiles';
import { workerName } from '../../flows/createWorker';
import type { DeploySettings } from '../../flows/deployRecord';
import type { Target } from '../../flows/target';
import { findLocalEngine } from '../build/engine';
import { targetTitle } from '../commands/choose';
import type { Services } from '../services';
import { type GivenOptions, optionsOf } from '../subject';
import { knownRegistries, registryChoices, registryQuestion } from '../templates/registries';

type Asks = Pick<Services, 'prompts' | 'settings' | 'targets' | 'longWork'>;

/** The target that is meant; Local RunPod is started when it is meant and does not run. */
export async function askTarget({ targets, longWork }: Asks, given: unknown): Promise<Target> {
  const wanted = optionsOf(given).target ?? targets.chosen;
  await targets.refresh();
  const isLocal = wanted === 'local' || (wanted === undefined && targets.all.length === 0);
  if (isLocal && !targets.local) {
    await longWork('Starting Local RunPod', (_progress, signal) => targets.runner.start(signal));
    await targets.refresh();
  }
  return targets.resolve(wanted);
}

export async function askSettings(
  asks: Asks,
  target: Target,
  { folder, given }: { folder: string; given: unknown },
): Promise<DeploySettings> {
  const options = optionsOf(given);
  const { name, endpointId } = await askEndpoint(asks, target, { folder, options });
  const runtime = await askRuntime(asks, target, { folder, options });
  const repository =
    runtime === 'container' ? await askRepository(asks, { folder, name, options }) : undefined;
  const isNewOnAccount = target.kind === 'account' && !endpointId;
  const credential = isNewOnAccount ? await askCredential(asks, target, options) : undefined;
  return {
    folder,
    runtime,
    name,
    ...(endpointId && { endpointId }),
    ...(await testInputOf(asks, folder)),
    ...(repository && { repository }),
    ...(credential !== undefined && { registryCredentialId: credential }),
  };
}

/** The folder's own test input, where the setting wants a test job and the folder has one. */
async function testInputOf({ settings }: Asks, folder: string): Promise<{ testInput?: string }> {
  const path = join(folder, 'test_input.json');
  const wanted = settings.get('runpod.deploy.testJob', folder) && (await nodeFiles.exists(path));
  return wanted ? { testInput: path } : {};
}

interface About {
  readonly folder: string;
  readonly options: GivenOptions;
}

async function askEndpoint({ prompts }: Asks, target: Target, { folder, options }: About) {
  if (typeof options.name === 'string') return { name: options.name, endpointId: options.endpointId };
  const plain = workerName(basename(folder));
  const endpoints = await target.cloud.endpoints.list();
  const fresh = { label: 'New endpoint…', icon: 'add', value: undefined };
  const known = endpoints
    .map(endpoint => ({
      label: endpoint.name,
      description: endpoint.id,
      icon: 'server-process',
      value: endpoint,
    }))
    .sort((a, b) => Number(b.label === plain) - Number(a.label === plain));
  const title = `Deploy ${basename(folder)} to ${targetTitle(target)}`;
  const picked = await prompts.pick([...known, fresh], { title, placeholder: 'Endpoint', skipSingle: true });
  if (picked) return { name: picked.name, endpointId: picked.id };
  const problem = (text: string) => (text.trim().length < 3 ? 'At least 3 characters.' : undefined);
  const name = await prompts.text({ title, prompt: 'Name of the new endpoint', value: plain, problem });
  return { name: name.trim(), endpointId: undefined };
}

/** An account runs images only. Local RunPod takes the image where there is an engine and somewhere to push. */
async function askRuntime(
  { settings }: Asks,
  target: Target,
  { folder, options }: About,
): Promise<'process' | 'container'> {
  if (target.kind === 'account') return 'container';
  const wanted = options.runtime ?? settings.get('runpod.deploy.runtime', folder);
  if (wanted === 'process' || wanted === 'container') return wanted;
  if (!settings.get('runpod.deploy.registry', folder)) return 'process';
  const { search } = await findLocalEngine(settings, process.env);
  return search.found ? 'container' : 'process';
}

/** An endpoint that is there keeps what it has; without credentials there is nothing to ask. */
async function askCredential(
  { prompts }: Asks,
  { cloud }: Target,
  { registryCredentialId: given }: GivenOptions,
): Promise<string | undefined> {
  if (typeof given === 'string') return given;
  const registries = await knownRegistries(cloud);
  if (registries.length === 0) return undefined;
  return prompts.pick(registryChoices(registries), {
    title: 'Pull the image',
    placeholder: registryQuestion,
  });
}

async function askRepository(
  { prompts, settings }: Asks,
  { folder, name, options }: About & { name: string },
): Promise<string> {
  if (typeof options.repository === 'string') return options.repository;
  const set = settings.get('runpod.deploy.registry', folder);
  const registry = set || (await askRegistry(prompts));
  if (!set) await settings.set('runpod.deploy.registry', registry, folder);
  return `${registry.replace(/\/+$/, '')}/${workerName(name)}`;
}

function askRegistry(prompts: Services['prompts']): Promise<string> {
  return prompts.text({
    title: 'Where to push images',
    prompt: 'Registry and account; kept as runpod.deploy.registry. Log in with docker login first.',
    placeholder: 'docker.io/you',
    problem: text =>
      /^[\w.:-]+(\/[\w./-]+)?$/.test(text.trim()) ? undefined : 'Such as docker.io/you or ghcr.io/you.',
  });
}
