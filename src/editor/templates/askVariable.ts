// Questions about one environment variable: its name, its value typed or as a reference to a RunPod secret, and the
// one place where a masked value is shown, after a click.
import { isSecretName } from '../../base/redact';
import type { Prompts } from '../adapters/prompts';

export interface EnvChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export interface VariableQuestion {
  readonly prompts: Prompts;
  readonly title: string;
  readonly change: EnvChange;
  /** Of the variable that is changed; a new one without. */
  readonly key?: string;
  readonly value?: string | undefined;
  /** Names that a new one must not have. */
  readonly known?: readonly string[];
}

/** Throws `cancelled` on Escape. */
export async function askVariable(question: VariableQuestion): Promise<EnvChange> {
  const { prompts, title, change, known = [] } = question;
  const problem = (text: string) => nameProblem(text, known);
  const key = question.key ?? (await prompts.text({ title, prompt: 'Name of the variable', problem })).trim();
  const how = await askHow(question, key);
  if (how === 'remove') {
    const { [key]: _gone, ...set } = change.set;
    return { set, remove: [...change.remove, key] };
  }
  if (how === 'show') {
    await revealed(question, key, question.value ?? '');
    return askVariable(question);
  }
  const value = how === 'secret' ? await askSecret(prompts, title, key) : await askValue(question, key);
  return { set: { ...change.set, [key]: value }, remove: change.remove.filter(name => name !== key) };
}

type How = 'value' | 'secret' | 'show' | 'remove';

function askHow({ prompts, title, key: isKnown }: VariableQuestion, key: string): Promise<How> {
  const both = [
    { label: isKnown ? 'Set another value…' : 'Type the value…', icon: 'edit', value: 'value' as const },
    {
      label: 'Refer to a RunPod secret…',
      description: '{{ RUNPOD_SECRET_name }}',
      icon: 'lock',
      value: 'secret' as const,
    },
  ];
  const known = [
    { label: 'Show the value', icon: 'eye', value: 'show' as const },
    { label: 'Remove it', icon: 'trash', value: 'remove' as const },
  ];
  return prompts.pick<How>(isKnown ? [...both, ...known] : both, { title, placeholder: key });
}

async function askValue({ prompts, title, value }: VariableQuestion, key: string): Promise<string> {
  if (isSecretName(key)) return prompts.text({ title, prompt: `Value of ${key}`, secret: true });
  return prompts.text({ title, prompt: `Value of ${key}`, ...(value !== undefined && { value }) });
}

async function askSecret(prompts: Prompts, title: string, key: string): Promise<string> {
  const name = await prompts.text({
    title,
    prompt: `Name of the secret in the RunPod console that ${key} gets its value from`,
    value: key.toLowerCase(),
    problem: text => (/^\w+$/.test(text.trim()) ? undefined : 'Letters, digits and _.'),
  });
  return `{{ RUNPOD_SECRET_${name.trim()} }}`;
}

/** Shows one value until the box is left. */
export async function revealed(
  { prompts, title }: { readonly prompts: Prompts; readonly title: string },
  key: string,
  value: string,
): Promise<void> {
  await prompts.list({
    title,
    placeholder: `The value of ${key}, in clear`,
    rows: [{ label: value || '(empty)', detail: 'Enter goes back', icon: 'eye', value: key }],
  });
}

function nameProblem(text: string, known: readonly string[]): string | undefined {
  if (known.includes(text.trim())) return 'There is one of this name already.';
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text.trim())
    ? undefined
    : 'Letters, digits and _, not beginning with a digit.';
}
