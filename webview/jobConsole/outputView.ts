// The output: its media, and the rest as a tree or as text. Made anew only when the output is another, so that open
// branches and playing sound survive every other change.
import type { ConsoleDraft, ToConsole } from '../../src/protocol/jobConsole';
import type { Output } from '../../src/protocol/output';
import { button, toggle } from '../shared/controls';
import { h } from '../shared/dom';
import type { Doors } from './inputForm';
import { mediaView } from './mediaView';
import { type OutputTree, outputTree } from './outputTree';

export interface OutputView {
  readonly element: HTMLElement;
  show(output: Output | undefined, version: number): void;
  media(message: Extract<ToConsole, { kind: 'media' }>): void;
  branch(message: Extract<ToConsole, { kind: 'branch' }>): void;
}

export function outputView(draft: ConsoleDraft, { send, keep }: Doors): OutputView {
  const element = h('section', { class: 'output', 'aria-label': 'Output' });
  let { view, allowed } = draft;
  const mediaDoors = {
    send,
    isAllowed: (url: string) => allowed.includes(url),
    allow(url: string) {
      allowed = [...allowed, url].slice(-50);
      keep({ allowed });
    },
  };
  let shown: { readonly output: Output; readonly version: number } | undefined;
  let media = mediaView([], mediaDoors);
  let tree: OutputTree | undefined;

  const draw = () => {
    if (!shown) return;
    const { output } = shown;
    const isTree = view === 'tree' && output.root.size > 0;
    tree = isTree ? outputTree(send) : undefined;
    const viewToggle = toggle('Show as text', 'json', pressed => {
      view = pressed ? 'text' : 'tree';
      keep({ view });
      draw();
    });
    viewToggle.setAttribute('aria-pressed', String(view === 'text'));
    element.replaceChildren(
      h(
        'div',
        { class: 'row' },
        h('h2', {}, 'Output'),
        h('span', { class: 'grow' }),
        output.root.size > 0 && viewToggle,
        button('Copy', () => send({ kind: 'copy' }), { icon: 'copy', iconOnly: true }),
        button('Open as Document', () => send({ kind: 'openOutput' }), { icon: 'go-to-file' }),
      ),
      media.element,
      tree?.element ?? textOf(output),
    );
  };
  return {
    element,
    show(output, version) {
      if (!output || shown?.version === version) return;
      shown = { output, version };
      media = mediaView(output.media, mediaDoors);
      draw();
    },
    media: message => message.version === shown?.version && media.give(message.index, message.base64),
    branch: message => message.version === shown?.version && tree?.give(message),
  };
}

function textOf({ text, isCut }: Output): HTMLElement {
  return h(
    'div',
    {},
    h('pre', { class: 'mono block', tabindex: '0' }, text),
    isCut &&
      h('p', { class: 'quiet' }, 'This is the beginning: open the output as a document to see all of it.'),
  );
}
