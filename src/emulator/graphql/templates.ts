// Templates through GraphQL. `saveTemplate` replaces the whole template: what is not sent is reset, env above all.
import { AppError } from '../../base/errors';
import { deleteTemplate, saveAndRollOut } from '../control/templates';
import { newId } from '../ids';
import type { Platform } from '../platform';
import type { TemplateRecord } from '../store/records';

export interface EnvPair {
  readonly key: string;
  readonly value: string;
}

export interface SaveTemplateInput {
  readonly id?: string | null;
  readonly name: string;
  readonly imageName: string;
  readonly containerDiskInGb: number;
  readonly volumeInGb: number;
  readonly dockerArgs: string;
  readonly env: readonly EnvPair[];
  readonly isServerless?: boolean | null;
  readonly containerRegistryAuthId?: string | null;
  readonly ports?: string | null;
  readonly readme?: string | null;
  readonly startSsh?: boolean | null;
  readonly startJupyter?: boolean | null;
  readonly startScript?: string | null;
  readonly advancedStart?: boolean | null;
  readonly volumeMountPath?: string | null;
  readonly category?: string | null;
  readonly isPublic?: boolean | null;
  readonly config?: string | null;
}

export function graphTemplate({ container, ...template }: TemplateRecord) {
  return {
    ...template,
    imageName: container.image,
    dockerArgs: container.args,
    env: envPairs(container.env),
    containerDiskInGb: container.disk,
    ports: container.ports.join(','),
    containerRegistryAuthId: container.registry ?? '',
  };
}

export function envPairs(env: Readonly<Record<string, string>>): EnvPair[] {
  return Object.entries(env).map(([key, value]) => ({ key, value }));
}

export async function saveTemplate(platform: Platform, input: SaveTemplateInput) {
  if (input.id && !platform.account.templates.get(input.id))
    throw new AppError('not-found', 'Template not found.');
  if (input.name.trim() === '') throw new AppError('usage', 'Template name must not be empty.');
  const saved = await saveAndRollOut(platform, recordOf(input));
  return graphTemplate(saved);
}

export function removeTemplate(platform: Platform, name: string): null {
  const template = platform.account.templates.find(one => one.name === name);
  if (!template) throw new AppError('not-found', `Template ${name} not found.`);
  deleteTemplate(platform, template);
  return null;
}

function recordOf(input: SaveTemplateInput): TemplateRecord {
  return {
    id: input.id || newId(10),
    name: input.name,
    container: {
      image: input.imageName,
      args: input.dockerArgs,
      disk: input.containerDiskInGb,
      env: Object.fromEntries(input.env.map(({ key, value }) => [key, value])),
      ports: (input.ports ?? '').split(',').filter(Boolean),
      registry: input.containerRegistryAuthId || null,
    },
    volumeInGb: input.volumeInGb,
    volumeMountPath: input.volumeMountPath ?? '/workspace',
    isServerless: input.isServerless ?? false,
    isPublic: input.isPublic ?? false,
    readme: input.readme ?? '',
    startSsh: input.startSsh ?? false,
    startJupyter: input.startJupyter ?? false,
    startScript: input.startScript ?? '',
    advancedStart: input.advancedStart ?? false,
    category: input.category ?? 'NVIDIA',
    config: input.config ?? '',
    allowedCudaVersions: [],
  };
}
