// The controls of the panels: elements of VS Code's toolkit where it has them, which `controls/main.ts` defines, else the
// browser's own in VS Code's colours.
import { codicon, h } from './dom';

export interface ButtonOptions {
  readonly icon?: string;
  /** The one thing most people want here. */
  readonly primary?: true;
  /** Shows only the icon; the label is what screen readers and the pointer get. */
  readonly iconOnly?: true;
}

export function button(label: string, press: () => void, options: ButtonOptions = {}): HTMLElement {
  const { icon, primary, iconOnly } = options;
  const picture = icon ? codicon(icon) : undefined;
  if (picture && !iconOnly) picture.setAttribute('slot', 'start');
  return h(
    'vscode-button',
    {
      appearance: iconOnly ? 'icon' : primary ? 'primary' : 'secondary',
      'aria-label': label,
      title: iconOnly ? label : undefined,
      onclick: press,
    },
    picture,
    !iconOnly && label,
  );
}

export function spinner(label: string): HTMLElement {
  return h('vscode-progress-ring', { 'aria-label': label });
}

/**
 * A one-line text field; `changed` gets its text with every key. The toolkit names it by its content, whatever label it
 * was given; the style sheet keeps that from sight.
 */
export function textField(label: string, changed: (text: string) => void): HTMLElement {
  const field = h('vscode-text-field', { placeholder: label }, label);
  field.addEventListener('input', () => changed((field as HTMLInputElement).value));
  return field;
}

/** A text of several lines in the font of the editor; `changed` gets it with every key. */
export function textArea(label: string, changed: (text: string) => void): HTMLTextAreaElement {
  const area = h('textarea', {
    class: 'area mono',
    'aria-label': label,
    spellcheck: 'false',
    wrap: 'off',
  }) as HTMLTextAreaElement;
  area.addEventListener('input', () => changed(area.value));
  return area;
}

/** A whole number between two bounds. */
export function numberField(
  label: string,
  { min, max, value }: { readonly min: number; readonly max: number; readonly value: number },
): HTMLInputElement {
  return h('input', {
    type: 'number',
    class: 'number',
    'aria-label': label,
    title: label,
    min: String(min),
    max: String(max),
    value: String(value),
  }) as HTMLInputElement;
}

/** A button that stays pressed; its icon is all it shows. */
export function toggle(label: string, icon: string, changed: (pressed: boolean) => void): HTMLElement {
  const element = h('button', {
    class: 'toggle',
    'aria-label': label,
    'aria-pressed': 'false',
    title: label,
  });
  element.append(codicon(icon));
  element.addEventListener('click', () => changed(element.getAttribute('aria-pressed') !== 'true'));
  return element;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A native select: the toolkit's dropdown hides its popup behind the panel's edge. */
export function select(
  label: string,
  options: readonly Option[],
  changed: (value: string) => void,
): HTMLSelectElement {
  const element = h(
    'select',
    { 'aria-label': label, class: 'select' },
    ...options.map(option => h('option', { value: option.value }, option.label)),
  ) as HTMLSelectElement;
  element.addEventListener('change', () => changed(element.value));
  return element;
}
