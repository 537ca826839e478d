// A verdict as a page, from one snapshot. No state of its own.
import type {
  DiagnosisMessage,
  DiagnosisSnapshot,
  ShownFinding,
  ShownProof,
} from '../../src/protocol/diagnosis';
import { button, spinner } from '../shared/controls';
import { codicon, h } from '../shared/dom';

type Act = (message: DiagnosisMessage) => void;

const faces: Readonly<Record<DiagnosisSnapshot['state'], { readonly icon: string; readonly words: string }>> =
  {
    examining: { icon: 'search', words: 'Examining' },
    failed: { icon: 'error', words: 'Could Not Look' },
    healthy: { icon: 'pass-filled', words: 'Healthy' },
    waiting: { icon: 'watch', words: 'A Matter of Time' },
    sick: { icon: 'error', words: 'Something Is Wrong' },
    unsure: { icon: 'question', words: 'Not Sure' },
  };

const sources: Readonly<Record<string, string>> = {
  account: 'account',
  endpoint: 'server-process',
  health: 'pulse',
  image: 'package',
  job: 'play-circle',
  log: 'list-flat',
  project: 'symbol-file',
  workers: 'server',
};

export function diagnosisView(shown: DiagnosisSnapshot, act: Act): HTMLElement {
  const [first, ...others] = shown.findings;
  const isCause = shown.state === 'sick' || shown.state === 'waiting';
  return h(
    'main',
    { class: `diagnosis ${shown.state}` },
    header(shown, act),
    h('p', { class: 'summary', role: 'status' }, ...words(shown.summary)),
    first && isCause ? finding(first, 0, act) : undefined,
    others.length > 0 && isCause ? h('h2', {}, 'Also Seen') : undefined,
    !isCause && shown.findings.length > 0 ? h('h2', {}, 'Candidates') : undefined,
    ...(isCause ? others : shown.findings).map((one, index) =>
      h(
        'section',
        { class: 'other' },
        h('h3', {}, one.title, h('span', { class: 'badge' }, one.certainty)),
        h('p', {}, ...words(one.summary)),
        finding(one, index + (isCause ? 1 : 0), act),
      ),
    ),
  );
}

function header({ state, endpointName, targetName, lookedAt, findings }: DiagnosisSnapshot, act: Act) {
  const face = faces[state];
  const title = (state === 'sick' || state === 'waiting') && findings[0] ? findings[0].title : face.words;
  return h(
    'header',
    { class: 'row' },
    h(
      'h1',
      { class: 'row' },
      state === 'examining' ? spinner(face.words) : codicon(face.icon),
      h('span', {}, title),
    ),
    findings[0] && (state === 'sick' || state === 'waiting')
      ? h('span', { class: 'badge' }, findings[0].certainty)
      : undefined,
    h('span', { class: 'grow' }),
    h('span', { class: 'quiet' }, [endpointName, targetName, lookedAt].filter(Boolean).join(' · ')),
    state !== 'examining' && button('Look Again', () => act('again'), { icon: 'refresh' }),
    state !== 'examining' && button('Copy', () => act('copy'), { icon: 'copy' }),
  );
}

function finding({ proof, remedies }: ShownFinding, index: number, act: Act): HTMLElement {
  return h(
    'div',
    { class: 'finding' },
    remedies.length > 0
      ? h(
          'section',
          { 'aria-label': 'What to do' },
          h('h2', {}, 'What to Do'),
          h('ul', { class: 'remedies' }, ...remedies.map((one, at) => remedy(one, [index, at], act))),
        )
      : undefined,
    proof.length > 0
      ? h(
          'section',
          { 'aria-label': 'What was seen' },
          h('h2', {}, 'Seen'),
          h('ul', { class: 'proofs' }, ...proof.map(one => proofLine(one, act))),
        )
      : undefined,
  );
}

function remedy(
  { text, button: label }: ShownFinding['remedies'][number],
  [finding, at]: readonly [number, number],
  act: Act,
): HTMLElement {
  const press = () => act({ kind: 'remedy', finding, remedy: at });
  return h(
    'li',
    {},
    h('span', { class: 'grow' }, ...words(text)),
    label ? button(label, press, at === 0 && finding === 0 ? { primary: true } : {}) : undefined,
  );
}

function proofLine({ from, text, workerId, file }: ShownProof, act: Act): HTMLElement {
  return h(
    'li',
    {},
    codicon(sources[from] ?? 'circle-small'),
    h('span', { class: 'from' }, from),
    h('span', { class: from === 'log' ? 'mono text' : 'text' }, text),
    file
      ? button(`Open ${file.path.split('/').at(-1)}`, () => act({ kind: 'file', ...file }), {
          icon: 'go-to-file',
          iconOnly: true,
        })
      : undefined,
    workerId && from === 'log'
      ? button(`Log of worker ${workerId}`, () => act({ kind: 'log', workerId }), {
          icon: 'list-flat',
          iconOnly: true,
        })
      : undefined,
  );
}

/** `code` in a sentence looks like code. */
function words(text: string): (HTMLElement | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));
}
