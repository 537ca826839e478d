// Asks what to change in a template, one field after another, until the review is asked for.

import { isSecretName, shownVariable } from '../../base/redact';
import { count } from '../../base/words';
import type { TemplateChange } from '../../flows/templateChange';
import type { GraphTemplate } from '../../wire/graphql';
import type { Choice, Prompts } from '../adapters/prompts';

type Step = (change: TemplateChange) => Promise<TemplateChange>;

/** Throws `cancelled` on Escape at any point; nothing was written until then. */
export async function askChange(prompts: Prompts, template: GraphTemplate): Promise<TemplateChange> {
  let change: TemplateChange = {};
  for (;;) {
    const many = countOf(change);
    const review: Choice<Step | 'review'> = {
      label: `Review ${count(many, 'change')}`,
      icon: 'diff',
      value: 'review',
    };
    const choices = fieldChoices(prompts, template, change);
    const picked = await prompts.pick(many > 0 ? [review, ...choices] : choices, {
      title: `Update template ${template.name}`,
      placeholder: many > 0 ? 'Change something else, or review' : 'What to change',
    });
    if (picked === 'review') return change;
    change = await picked(change);
  }
}

function countOf({ env, ...fields }: TemplateChange): number {
  return Object.keys(fields).length + Object.keys(env?.set ?? {}).length + (env?.remove?.length ?? 0);
}

function fieldChoices(
  prompts: Prompts,
  template: GraphTemplate,
  change: TemplateChange,
): Choice<Step | 'review'>[] {
  const title = `Update template ${template.name}`;
  const text = (prompt: string, value: string) => prompts.text({ title, prompt, value });
  const image = change.image ?? template.imageName ?? '';
  const args = change.args ?? template.dockerArgs ?? '';
  const disk = String(change.diskGb ?? template.containerDiskInGb ?? 10);
  return [
    {
      label: 'Image',
      description: image,
      icon: 'package',
      value: async before => ({ ...before, image: (await text('Image with tag or digest', image)).trim() }),
    },
    {
      label: 'Environment variable…',
      description: count(template.env?.length ?? 0, 'variable'),
      icon: 'symbol-variable',
      value: before => askVariable(prompts, template, before),
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
      value: async before => ({ ...before, diskGb: Number(await askDisk(prompts, title, disk)) }),
    },
  ];
}

function askDisk(prompts: Prompts, title: string, value: string): Promise<string> {
  const problem = (typed: string) =>
    /^[1-9]\d{0,4}$/.test(typed.trim()) ? undefined : 'A whole number of GB, at least 1.';
  return prompts.text({ title, prompt: 'Container disk in GB', value, problem });
}

async function askVariable(
  prompts: Prompts,
  template: GraphTemplate,
  change: TemplateChange,
): Promise<TemplateChange> {
  const title = `Update template ${template.name}`;
  const known = (template.env ?? []).map(({ key, value }) => ({
    label: key,
    description: shownVariable(key, value),
    icon: isSecretName(key) ? 'key' : 'symbol-variable',
    value: key,
  }));
  const fresh = { label: 'New variable…', icon: 'add', value: '' };
  const picked = await prompts.pick([...known, fresh], { title, placeholder: 'Variable to change' });
  const key =
    picked || (await prompts.text({ title, prompt: 'Name of the variable', problem: nameProblem })).trim();
  const verb = picked === '' ? 'set' : await askVerb(prompts, title, key);
  const { set = {}, remove = [] } = change.env ?? {};
  if (verb === 'remove') return { ...change, env: { set, remove: [...remove, key] } };
  const value = await prompts.text({
    title,
    prompt: `Value of ${key}`,
    ...(isSecretName(key) && { secret: true }),
  });
  return { ...change, env: { set: { ...set, [key]: value }, remove: remove.filter(name => name !== key) } };
}

function askVerb(prompts: Prompts, title: string, key: string): Promise<'set' | 'remove'> {
  const choices = [
    { label: 'Set another value', icon: 'edit', value: 'set' as const },
    { label: 'Remove it', icon: 'trash', value: 'remove' as const },
  ];
  return prompts.pick(choices, { title, placeholder: key });
}

function nameProblem(text: string): string | undefined {
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text.trim())
    ? undefined
    : 'Letters, digits and _, not beginning with a digit.';
}
