// The init-timeout clock: how much of the time that a worker has to start goes into the pull alone.
import { duration, formatBytes } from '../../src/base/words';
import type { ImageAction, PanelReport } from '../../src/protocol/imageReport';
import { button } from '../shared/controls';
import { codicon, h } from '../shared/dom';

/** From here on the pull leaves too little for the model. */
const tight = 0.8;

export function pullClock(pull: PanelReport['pull'], act: (action: ImageAction) => void): HTMLElement {
  if (!pull) {
    return h(
      'section',
      { class: 'pull' },
      h('h2', {}, 'Cold start'),
      h('p', { class: 'quiet' }, 'How long a worker pulls is known once the image is in a registry.'),
    );
  }
  const { seconds, initTimeoutSeconds, bytesPerSecond } = pull;
  const used = seconds / initTimeoutSeconds;
  const verdict = used >= 1 ? 'bad' : used >= tight ? 'tight' : 'good';
  // A pull that takes longer than there is time for runs past the mark.
  const whole = Math.max(seconds, initTimeoutSeconds);
  const fill = h('span', { class: 'fill' });
  fill.style.width = `${Math.max(0.5, (seconds / whole) * 100)}%`;
  const limit = h('span', { class: 'limit' });
  limit.style.left = `${(initTimeoutSeconds / whole) * 100}%`;
  const mark = h('span', { class: 'at' }, `${duration(initTimeoutSeconds * 1000)} · RUNPOD_INIT_TIMEOUT`);
  mark.style.right = `${(1 - initTimeoutSeconds / whole) * 100}%`;
  return h(
    'section',
    { class: `pull ${verdict}`, 'aria-label': 'Cold start' },
    h('h2', {}, 'Cold start'),
    h(
      'p',
      { class: 'sentence' },
      codicon(verdict === 'good' ? 'pass-filled' : 'warning'),
      h('span', {}, sentence(verdict, seconds, initTimeoutSeconds)),
    ),
    h('div', { class: 'clock', 'aria-hidden': 'true' }, fill, used > 1 && limit),
    h('div', { class: 'scale quiet', 'aria-hidden': 'true' }, h('span', {}, '0 s'), mark),
    h(
      'p',
      { class: 'row quiet' },
      h(
        'span',
        {},
        `Assumed: ${formatBytes(bytesPerSecond)} a second with unpacking. RunPod publishes no figure.`,
      ),
      button('Change…', () => act({ kind: 'openSetting' }), { icon: 'settings-gear' }),
    ),
  );
}

function sentence(verdict: 'good' | 'tight' | 'bad', seconds: number, limit: number): string {
  const time = `The pull takes about ${duration(seconds * 1000)} of the ${duration(limit * 1000)} that a worker has to start`;
  if (verdict === 'good') return `${time}.`;
  const wanted = Math.ceil((seconds * 1.5) / 60) * 60;
  const what = verdict === 'bad' ? 'it is stopped before it is ready' : 'little is left to load the model';
  return `${time}: ${what}. Set RUNPOD_INIT_TIMEOUT=${wanted} in the template, or make the image smaller.`;
}
