// Asks what to change in a template, one field after another, until the review is asked for.
import { isCancelled } from '../../base/errors';
import { count } from '../../base/words';
import type { TemplateChange } from '../../flows/templateChange';
import type { GraphTemplate } from '../../wire/graphql';
import type { RegistryCredential } from '../../wire/registry';
import type { Choice, Prompts } from '../adapters/prompts';
import { editEnv } from './editEnv';
import { registryChoices, registryQuestion } from './registries';

type Step = (change: TemplateChange) => Promise<TemplateChange>;

export interface ChangeQuestion {
  readonly prompts: Prompts;
  readonly template: GraphTemplate;
  readonly registries: readonly RegistryCredential[];
}

/** What the platform reads the seconds that a worker may take to start from (420 without). */
export const initTimeoutName = 'RUNPOD_INIT_TIMEOUT';

/** Throws `cancelled` on Escape in the list of fields; nothing was written until then. */
export async function askChange(
  question: ChangeQuestion,
  begun: TemplateChange = {},
): Promise<TemplateChange> {
  const { prompts, template } = question;
  let change = begun;
  for (;;) {
    const many = countOf(change);
    const review: Choice<Step | 'review'> = {
      label: `Review ${count(many, 'change')}`,
      icon: 'diff',
      value: 'review',
    };
    const choices = fieldChoices(question, change);
    const picked = await prompts.pick(many > 0 ? [review, ...choices] : choices, {
      title: `Update template ${template.name}`,
      placeholder: many > 0 ? 'Change something else, or review' : 'What to change',
    });
    if (picked === 'review') return change;
    change = await stepOrStay(picked, change);
  }
}

/** Escape in a question about one field goes back to the list of fields. */
async function stepOrStay(step: Step, change: TemplateChange): Promise<TemplateChange> {
  try {
    return await step(change);
  } catch (error) {
    if (isCancelled(error)) return change;
    throw error;
  }
}

function countOf({ env, ...fields }: TemplateChange): number {
  return Object.keys(fields).length + Object.keys(env?.set ?? {}).length + (env?.remove?.length ?? 0);
}

function fieldChoices(question: ChangeQuestion, change: TemplateChange): Choice<Step | 'review'>[] {
  const { prompts, template, registries } = question;
  const title = `Update template ${template.name}`;
  const text = (prompt: string, value: string) => prompts.text({ title, prompt, value });
  const image = change.image ?? template.imageName ?? '';
  const args = change.args ?? template.dockerArgs ?? '';
  const disk = String(change.diskGb ?? template.containerDiskInGb ?? 10);
  const registry = change.registry ?? template.containerRegistryAuthId ?? '';
  const touched = Object.keys(change.env?.set ?? {}).length + (change.env?.remove?.length ?? 0);
  const seconds = envValue(template, change, initTimeoutName);
  return [
    {
      label: 'Image',
      description: image,
      icon: 'package',
      value: async before => ({ ...before, image: (await text('Image with tag or digest', image)).trim() }),
    },
    {
      label: 'Environment…',
      description: [count(template.env?.length ?? 0, 'variable'), touched > 0 && `${touched} changed`]
        .filter(Boolean)
        .join(' · '),
      icon: 'symbol-variable',
      value: async before => {
        const { env: old, ...fields } = before;
        const env = await editEnv({ prompts, title, template }, old);
        return env ? { ...fields, env } : fields;
      },
    },
    {
      label: 'Start command',
      description: args || "the image's own",
      icon: 'terminal',
      value: async before => ({ ...before, args: await text("Empty for the image's own command", args) }),
    },
    {
      label: 'Container disk',
      description: `${disk} GB`,
      icon: 'database',
      value: async before => ({
        ...before,
        diskGb: Number(await askNumber(prompts, { title, prompt: 'Container disk in GB', value: disk })),
      }),
    },
    {
      label: 'Registry credential',
      description: registries.find(({ id }) => id === registry)?.name ?? (registry || 'none'),
      icon: 'key',
      value: async before => ({ ...before, registry: await askRegistry(question, title, registry) }),
    },
    {
      label: 'Time to start',
      description: seconds ? `${seconds} s` : '420 s, the default',
      icon: 'watch',
      value: async before => {
        const prompt = `Seconds a worker may take to start before it counts as unhealthy (${initTimeoutName})`;
        const value = await askNumber(prompts, { title, prompt, value: seconds ?? '420' });
        const { set = {}, remove = [] } = before.env ?? {};
        return {
          ...before,
          env: {
            set: { ...set, [initTimeoutName]: value.trim() },
            remove: remove.filter(name => name !== initTimeoutName),
          },
        };
      },
    },
  ];
}

function envValue(template: GraphTemplate, change: TemplateChange, name: string): string | undefined {
  if (change.env?.remove?.includes(name)) return undefined;
  return change.env?.set?.[name] ?? template.env?.find(({ key }) => key === name)?.value;
}

function askNumber(
  prompts: Prompts,
  question: { readonly title: string; readonly prompt: string; readonly value: string },
): Promise<string> {
  const problem = (typed: string) =>
    /^[1-9]\d{0,4}$/.test(typed.trim()) ? undefined : 'A whole number, at least 1.';
  return prompts.text({ ...question, problem });
}

function askRegistry(
  { prompts, registries }: ChangeQuestion,
  title: string,
  current: string,
): Promise<string> {
  return prompts.pick(registryChoices(registries, current), { title, placeholder: registryQuestion });
}
