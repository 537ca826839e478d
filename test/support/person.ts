// A person who answers questions from a script, in order: a label picks that row, `{ button }` presses that button
// (`Back` where it is offered), text is typed, an Error is thrown (Escape is `cancelled()`). An answer that does not fit the question fails the test.
import type { ListOptions, Prompts, Row } from '../../src/editor/adapters/prompts';
import { type Back, WentBack } from '../../src/editor/adapters/steps';

export type Answer = string | Error | { readonly button: string };

export interface Person {
  readonly prompts: Prompts;
  /** Every text that was shown. */
  readonly seen: string[];
  /** The questions that were asked masked. */
  readonly masked: string[];
  /** What was told or warned about. */
  readonly told: string[];
}

export function person(...script: Answer[]): Person {
  const seen: string[] = [];
  const masked: string[] = [];
  const told: string[] = [];
  const next = (question: string): Exclude<Answer, Error> => {
    const answer = script.shift();
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw new Error(`no answer left for "${question}"`);
    return answer;
  };
  const textOf = (question: string, { back }: Back = {}): string => {
    const answer = next(question);
    if (typeof answer !== 'string' && answer.button === 'Back' && back) throw new WentBack();
    if (typeof answer !== 'string') throw new Error(`"${question}" wants text, not a button`);
    return answer;
  };
  const tell = async (message: string, ...buttons: string[]) => {
    seen.push(message);
    told.push(message);
    return buttons.length > 0 && script.length > 0 && buttons.includes(String(script[0]))
      ? String(script.shift())
      : undefined;
  };
  const prompts: Prompts = {
    async pick(choices, { title, placeholder, skipSingle, ...back }) {
      seen.push(title, placeholder ?? '', ...choices.map(facesOf));
      const only = choices.length === 1 ? choices[0] : undefined;
      if (skipSingle && only) return only.value;
      return labelled(choices, textOf(placeholder ?? title, back)).value;
    },
    async list<T>({ title, placeholder, rows, buttons = [] }: ListOptions<T>): Promise<T> {
      const real = rows.filter((row): row is Row<T> => 'label' in row);
      seen.push(title, placeholder ?? '', ...real.map(facesOf));
      const answer = next(title);
      if (typeof answer === 'string') return labelled(real, answer).value;
      const all = [...buttons, ...real.flatMap(row => row.buttons ?? [])];
      const button = all.find(({ words }) => words === answer.button);
      if (!button)
        throw new Error(`there is no button "${answer.button}" in: ${all.map(({ words }) => words)}`);
      return button.value;
    },
    async text({ title, prompt, value, secret, problem, ...back }) {
      seen.push(title, prompt ?? '', secret ? '' : (value ?? ''));
      if (secret) masked.push(prompt ?? title);
      const typed = textOf(prompt ?? title, back);
      const wrong = problem?.(typed);
      if (wrong) throw new Error(`"${typed}" was refused: ${wrong}`);
      return typed;
    },
    folder: async ({ title }) => textOf(title),
    file: async ({ title }) => textOf(title),
    saveAs: async ({ title }) => textOf(title),
    async confirm(question, { detail, button }) {
      seen.push(question, detail);
      const pressed = textOf(question);
      if (pressed !== button) throw new Error(`"${question}" has the button ${button}, not ${pressed}`);
    },
    tell,
    warn: tell,
  };
  return { prompts, seen, masked, told };
}

function facesOf({
  label,
  description,
  detail,
}: {
  label: string;
  description?: string;
  detail?: string;
}): string {
  return [label, description, detail].filter(Boolean).join(' · ');
}

function labelled<R extends { readonly label: string }>(rows: readonly R[], label: string): R {
  const row = rows.find(each => each.label === label);
  if (!row) throw new Error(`there is no "${label}" in: ${rows.map(each => each.label).join(', ')}`);
  return row;
}
