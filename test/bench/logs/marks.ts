// When what happened in the browser while a log opened: each frame says it itself, by the clock of the machine, because
// whoever asks from outside learns of it only the next time they ask.
import type { Page } from 'playwright-core';

/** In the order in which they come. */
export const phases = {
  chosen: 'the choice of the endpoint',
  page: 'VS Code has made the frame of the panel',
  frame: "VS Code's page is loaded, ours begins",
  view: 'our script has built the view',
  status: 'the view heard of the first rows',
  rows: 'the view has the first rows',
  painted: 'rows are painted',
  all: 'all lines are there',
} as const;

export type Phase = keyof typeof phases;
/** ms since the epoch. */
export type Marks = Partial<Record<Phase, number>>;

const sign = 'log-bench-mark';

export class PhaseMarks {
  private marks: Marks = {};
  private onMark: (() => void) | undefined;

  /** Hears the frames that the page will have. */
  static async of(page: Page, expectedLines: number): Promise<PhaseMarks> {
    const marks = new PhaseMarks();
    page.on('console', message => {
      const [head, phase, at] = message.text().split(' ');
      if (head !== sign) return;
      if (process.env.DEBUG_MARKS) console.log(message.text());
      marks.marks[phase as Phase] ??= Number(at);
      marks.onMark?.();
    });
    // What tsx wraps functions in is not in the page.
    const named = 'globalThis.__name ??= one => one';
    await page.addInitScript(named);
    await page.addInitScript(markInFrame, { sign, expectedLines });
    await page.evaluate(named);
    await page.evaluate(markInFrame, { sign, expectedLines });
    return marks;
  }

  begin(): void {
    this.marks = {};
  }

  /** Rejects when it does not come within so many ms. */
  async until(phase: Phase, withinMs: number): Promise<Marks> {
    const endMs = Date.now() + withinMs;
    while (this.marks[phase] === undefined) {
      const leftMs = endMs - Date.now();
      if (leftMs <= 0) throw new Error(`${phases[phase]}: not within ${withinMs} ms`);
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, leftMs);
        this.onMark = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.marks;
  }
}

/** Runs in every frame before anything else does, and must stand alone. */
function markInFrame({ sign: word, expectedLines }: { sign: string; expectedLines: number }): void {
  const said = new Set<string>();
  const mark = (phase: string) => {
    if (said.has(phase)) return;
    said.add(phase);
    console.debug(`${word} ${phase} ${performance.timeOrigin + performance.now()}`);
  };
  if (window.top === window) {
    document.addEventListener(
      'pointerdown',
      event => {
        if (!(event.target as Element).closest?.('.quick-input-list')) return;
        said.delete('chosen');
        mark('chosen');
      },
      true,
    );
    return;
  }
  const isInner = window.parent !== window.top;
  mark(isInner ? 'frame' : 'page');
  if (!isInner) return;
  // VS Code writes our page into an empty one, which takes its listeners and frames away.
  const listen = () =>
    window.addEventListener('message', ({ data }) => {
      if (data?.kind === 'status' && data.end > data.first) mark('status');
      if (data?.kind === 'rows' && data.rows.length > 0) mark('rows');
    });
  // VS Code keeps a frame from sight until it has loaded; it also hides from a page that it has a parent.
  const frames = [window.frameElement, window.parent.frameElement].filter(frame => frame !== null);
  const isSeen = () => frames.every(frame => getComputedStyle(frame).visibility === 'visible');
  const look = () => {
    const row = document.querySelector('.line:not([hidden]) .text');
    const box = row?.getBoundingClientRect();
    const isThere = row?.textContent && box && box.height > 0 && box.top < innerHeight && isSeen();
    // What is there when a frame begins is painted by that frame, which is over before a message sent now arrives.
    if (isThere && !said.has('painted')) {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => mark('painted');
      channel.port2.postMessage(0);
    }
    const counts = document.querySelector('.counts')?.textContent ?? '';
    const lines = /^([\d.,\s]+) lines$/.exec(counts)?.[1];
    if (lines && Number(lines.replace(/\D/g, '')) >= expectedLines) mark('all');
    if (!said.has('all')) requestAnimationFrame(look);
  };
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('main.logs')) return;
    observer.disconnect();
    mark('view');
    listen();
    requestAnimationFrame(look);
  }).observe(document, { childList: true, subtree: true });
}
