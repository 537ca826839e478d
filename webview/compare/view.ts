// A comparison as a page, from one snapshot: verdict, one cold start of each variant as a bar, all figures as a table.
import { duration } from '../../src/base/words';
import type {
  Comparison,
  ComparisonMessage,
  ComparisonSnapshot,
  ComparisonVerdict,
  Expectations,
  VariantFigures,
} from '../../src/protocol/comparison';
import { comparisonTable } from '../../src/protocol/comparisonTable';
import { button, spinner } from '../shared/controls';
import { codicon, h } from '../shared/dom';

type Act = (message: ComparisonMessage) => void;

const faces = {
  done: { icon: 'graph', words: 'Warm or lazy' },
  failed: { icon: 'error', words: 'Not measured' },
  cancelled: { icon: 'circle-slash', words: 'Cancelled' },
} as const;

export function comparisonView(snapshot: ComparisonSnapshot, act: Act): HTMLElement {
  const { comparison, verdict, failure, phase } = snapshot;
  const measured = comparison?.variants.some(({ ready, failure: reason }) => ready || reason);
  return h(
    'main',
    { class: `comparison ${phase}` },
    header(snapshot, act),
    phase === 'running' && progress(snapshot),
    failure &&
      h(
        'div',
        { class: 'failure', role: 'alert' },
        h('p', {}, failure.message),
        failure.remedy ? h('p', { class: 'quiet' }, failure.remedy) : undefined,
      ),
    verdict && comparison && judged(verdict, comparison, act),
    measured && comparison ? chart(comparison) : phase === 'running' && plan(),
    measured && comparison && table(comparison),
    verdict && expectations(snapshot.expectations, act),
    verdict &&
      section('What this stands on', h('ul', {}, ...verdict.assumptions.map(text => h('li', {}, text)))),
  );
}

function header({ title, phase, comparison }: ComparisonSnapshot, act: Act): HTMLElement {
  const face = phase === 'running' ? undefined : faces[phase];
  const words = face?.words ?? 'Measuring';
  return h(
    'header',
    { class: 'row' },
    h(
      'h1',
      { class: 'row', role: 'status' },
      face ? codicon(face.icon) : spinner(words),
      h('span', {}, words),
    ),
    h('span', { class: 'quiet where' }, comparison ? `${title} · ${comparison.handler}` : title),
    h('span', { class: 'grow' }),
    phase === 'done' && button('Copy', () => act('copy'), { icon: 'copy' }),
    phase === 'running'
      ? button('Cancel', () => act('cancel'), { icon: 'stop-circle' })
      : button('Measure Again', () => act('again'), { icon: 'debug-restart' }),
  );
}

function progress({ message, fraction }: ComparisonSnapshot): HTMLElement {
  return h(
    'div',
    { class: 'progress' },
    h('progress', { max: '1', value: String(fraction), 'aria-label': 'Progress' }),
    h('p', { class: 'quiet', role: 'status' }, message),
  );
}

/** What the first minute looks like, when there is nothing to show yet. */
function plan(): HTMLElement {
  return h(
    'p',
    { class: 'quiet plan' },
    'Both variants are started cold in turns, in copies of the worker folder, on a Local RunPod of their own. ',
    'Your files, your endpoints and your account are not touched.',
  );
}

function judged(
  { advice, sentence, reasons }: ComparisonVerdict,
  { current }: Comparison,
  act: Act,
): HTMLElement {
  const isSettled = advice === 'either' || advice === current || (advice === 'warm' && current === 'hybrid');
  const icon = advice === 'warm' ? 'flame' : advice === 'lazy' ? 'zap' : 'check';
  const change =
    advice === 'lazy'
      ? button('Switch to Lazy…', () => act('switchLazy'), { icon: 'arrow-swap', primary: true })
      : button('Switch to Warm…', () => act('switchWarm'), { icon: 'arrow-swap', primary: true });
  return h(
    'section',
    { class: 'verdict', 'aria-label': 'Verdict' },
    h('p', { class: 'sentence', role: 'status' }, codicon(icon), h('span', {}, sentence)),
    h('ul', { class: 'quiet' }, ...reasons.map(text => h('li', {}, text))),
    !isSettled && h('div', { class: 'row' }, change),
  );
}

interface Part {
  readonly name: 'ready' | 'first' | 'later';
  readonly words: string;
  readonly ms: number | undefined;
}

const partsOf = ({ ready, firstJob, laterJobs }: VariantFigures): Part[] => [
  { name: 'ready', words: 'until ready', ms: ready?.median },
  { name: 'first', words: 'first job', ms: firstJob?.median },
  { name: 'later', words: 'next job', ms: laterJobs?.median },
];

/** Bars of one scale: from the start of the process over the first job to the next. The table says the same in words. */
function chart({ variants }: Comparison): HTMLElement {
  const total = (one: VariantFigures) => partsOf(one).reduce((sum, { ms }) => sum + (ms ?? 0), 0);
  const scale = Math.max(...variants.map(total), 1);
  const rows = variants.map(one => {
    const bar = h('div', { class: 'bar' });
    for (const { name, words, ms } of partsOf(one)) {
      if (ms === undefined) continue;
      const part = h('span', { class: name, title: `${words}: ${duration(ms)}` });
      part.style.width = `${(100 * ms) / scale}%`;
      bar.append(part);
    }
    return h('div', { class: 'line' }, h('span', { class: 'name' }, one.strategy), bar);
  });
  const legend = partsOf(variants[0] ?? ({} as VariantFigures)).map(({ name, words }) =>
    h('span', { class: `key ${name}` }, words),
  );
  return section(
    'One cold start',
    h(
      'div',
      { class: 'chart', 'aria-hidden': 'true' },
      ...rows,
      h('div', { class: 'legend quiet' }, ...legend),
    ),
  );
}

function table(comparison: Comparison): HTMLElement {
  const { head, rows } = comparisonTable(comparison);
  const { starts, laterJobs, variants } = comparison;
  const failures = variants.filter(({ failure }) => failure !== undefined);
  return section(
    'Figures',
    h(
      'table',
      {},
      h(
        'caption',
        { class: 'quiet' },
        `Medians of ${starts} cold starts, ${laterJobs} jobs after the first in each.`,
      ),
      h('thead', {}, h('tr', {}, ...head.map(text => h('th', { scope: 'col' }, text)))),
      h(
        'tbody',
        {},
        ...rows.map(cells =>
          h(
            'tr',
            {},
            ...cells.map((text, index) => (index ? h('td', {}, text) : h('th', { scope: 'row' }, text))),
          ),
        ),
      ),
    ),
    ...failures.map(({ strategy, failure }) =>
      h('pre', { class: 'mono block failure', tabindex: '0' }, `${strategy}: ${failure ?? ''}`),
    ),
  );
}

/** The verdict is for an endpoint: these two numbers of it decide. */
function expectations({ initTimeoutMs, jobsPerStart }: Expectations, act: Act): HTMLElement {
  const field = (id: string, label: string, value: number) =>
    h(
      'label',
      { for: id },
      label,
      h('input', { id, type: 'number', min: '1', step: 'any', value: String(value) }),
    );
  const form = h(
    'form',
    { class: 'row expectations' },
    field('init-timeout', 'Init timeout in seconds', Math.round(initTimeoutMs / 1000)),
    field('jobs-per-start', 'Jobs per new worker', Math.round(jobsPerStart * 10) / 10),
  );
  const numberIn = (id: string) => Number(form.querySelector<HTMLInputElement>(`#${id}`)?.value);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('change', () => {
    const given = { initTimeoutSeconds: numberIn('init-timeout'), jobsPerStart: numberIn('jobs-per-start') };
    if (given.initTimeoutSeconds > 0 && given.jobsPerStart > 0) act(given);
  });
  return section('Your endpoint', form);
}

function section(title: string, ...children: Parameters<typeof h>[2][]): HTMLElement {
  return h('section', { 'aria-label': title }, h('h2', {}, title), ...children);
}
