// The input side of the console: where it comes from, the JSON with the place of its error, and what can be done with it.
import { type ParseError, parse } from 'jsonc-parser';
import { parseJson } from '../../src/base/json';
import { LineIndex } from '../../src/base/text';
import type {
  CodeLanguage,
  ConsoleDraft,
  ConsoleSnapshot,
  FromConsole,
  InputField,
  JobMode,
} from '../../src/protocol/jobConsole';
import { button, numberField, type Option, select, textArea } from '../shared/controls';
import { h } from '../shared/dom';

export interface Doors {
  readonly send: (message: FromConsole) => void;
  readonly keep: (change: Partial<ConsoleDraft>) => void;
}

export interface InputForm {
  readonly element: HTMLElement;
  setText(text: string): void;
  show(snapshot: ConsoleSnapshot): void;
}

const modes: readonly (Option & { readonly value: JobMode })[] = [
  { value: 'run', label: 'run – ask for its state' },
  { value: 'runsync', label: 'runsync – wait on one connection' },
  { value: 'stream', label: 'stream – partial outputs' },
];
const languages: readonly { readonly value: CodeLanguage; readonly label: string }[] = [
  { value: 'curl', label: 'curl' },
  { value: 'python', label: 'Python' },
  { value: 'typescript', label: 'TypeScript' },
];

export function inputForm(draft: ConsoleDraft, doors: Doors): InputForm {
  let mode = draft.mode;
  const sources = h('span', { class: 'sources' });
  const problem = h('p', { class: 'problem', role: 'status', id: 'problem' });
  const fields = h('div', { class: 'fields' });
  const area = textArea('The job as JSON, with "input"', text => {
    doors.keep({ input: text });
    check();
  });
  area.setAttribute('aria-describedby', 'problem');
  area.rows = 14;
  const modeSelect = select('How it is sent', modes, value => {
    mode = value as JobMode;
    doors.keep({ mode });
  });
  modeSelect.value = mode;
  const times = numberField('How many times', { min: 1, max: 1_000, value: 10 });
  const atOnce = numberField('How many at once', { min: 1, max: 64, value: 1 });
  const run = button('Run', () => submit(), { icon: 'play', primary: true });
  const repeat = button(
    'Repeat',
    () => doors.send({ kind: 'repeat', input: area.value, times: whole(times), atOnce: whole(atOnce) }),
    { icon: 'sync' },
  );
  const copy = select('Copy as code', [{ value: '', label: 'Copy as…' }, ...languages], value => {
    copy.value = '';
    const language = languages.find(known => known.value === value)?.value;
    if (language) doors.send({ kind: 'copyCode', language, input: area.value, mode });
  });
  const save = button('Keep as Test…', () => doors.send({ kind: 'saveInput', input: area.value }), {
    icon: 'save',
  });
  const submit = () => {
    if (check()) doors.send({ kind: 'run', input: area.value, mode });
  };
  area.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  });

  /** Says what is wrong with the text and where; true when it can be sent. */
  function check(): boolean {
    const words = problemOf(area.value);
    problem.textContent = words ?? '';
    area.setAttribute('aria-invalid', String(words !== undefined));
    for (const control of [run, repeat, save, copy]) control.toggleAttribute('disabled', words !== undefined);
    return words === undefined;
  }

  area.value = draft.input;
  check();
  return {
    element: h(
      'section',
      { class: 'form', 'aria-label': 'Input' },
      h('div', { class: 'row' }, h('h2', {}, 'Input'), h('span', { class: 'grow' }), sources),
      area,
      problem,
      fields,
      h('div', { class: 'row' }, run, modeSelect),
      h(
        'div',
        { class: 'row' },
        repeat,
        times,
        h('span', { class: 'quiet' }, 'times,'),
        atOnce,
        h('span', { class: 'quiet' }, 'at once'),
      ),
      h('div', { class: 'row' }, save, copy),
    ),
    setText(text) {
      area.value = text;
      doors.keep({ input: text });
      check();
    },
    show(snapshot) {
      sources.replaceChildren(sourceSelect(snapshot, doors));
      fields.replaceChildren(...fieldList(snapshot.fields));
    },
  };
}

function problemOf(text: string): string | undefined {
  if (text.trim() === '') return 'Write a job: {"input": {…}}';
  const parsed = parseJson(text);
  if (parsed.ok) return undefined;
  const offset = parsed.offset ?? firstError(text);
  const at = offset === undefined ? undefined : new LineIndex(text).positionAt(offset);
  const where = at ? `Line ${at.line + 1}, column ${at.character + 1}: ` : '';
  return `${where}${parsed.message}`;
}

/** Browsers name the place of an error only now and then. */
function firstError(text: string): number | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  return errors[0]?.offset;
}

function sourceSelect({ sources }: ConsoleSnapshot, { send }: Doors): HTMLElement {
  const options = sources.map(({ id, label, group }) => ({ value: id, label: `${group} · ${label}` }));
  const first = options.length > 0 ? 'Take from…' : 'No saved inputs';
  const element = select('Take the input from', [{ value: '', label: first }, ...options], id => {
    if (id) send({ kind: 'source', id });
    element.value = '';
  });
  return element;
}

function fieldList(fields: readonly InputField[]): HTMLElement[] {
  if (fields.length === 0) return [];
  const rows = fields.map(({ name, type, isRequired, fallback }) =>
    h(
      'li',
      {},
      h('code', {}, name),
      h('span', { class: 'quiet' }, ` ${type}`),
      isRequired ? ' required' : '',
      fallback === undefined ? '' : h('span', { class: 'quiet' }, ` = ${fallback}`),
    ),
  );
  return [h('h3', {}, 'What the handler checks'), h('ul', { class: 'schema' }, ...rows)];
}

function whole(field: HTMLInputElement): number {
  const [min, max] = [Number(field.min), Number(field.max)];
  return Math.min(max, Math.max(min, Math.round(Number(field.value)) || min));
}
