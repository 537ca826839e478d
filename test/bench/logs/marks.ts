// When what happened in the browser while a log opened: each frame says it itself, by the clock of the machine, because
// whoever asks from outside learns of it only the next time they ask.
import type { Page } from 'playwright-core';

/** In the order in which they come. */
export const phases = {
  chosen: 'the choice of the endpoint',
  page: 'VS Code has made the frame of the panel',
  frame: "VS Code's page is loaded and makes room for ours",
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
  // Our page stands in a frame in a frame; VS Code makes it of an empty one, which loses the listeners it had.
  if (window.parent !== window.top) return;
  mark('page');
  const listenTo = (inner: Window) =>
    inner.addEventListener('message', ({ data }) => {
      if (data?.kind === 'status' && data.end > data.first) mark('status');
      if (data?.kind === 'rows' && data.rows.length > 0) mark('rows');
    });
  const lookAt = (frame: HTMLIFrameElement, page: Document) => {
    if (!page.querySelector('main.logs')) return;
    if (!said.has('view') && frame.contentWindow) listenTo(frame.contentWindow);
    mark('view');
    const row = page.querySelector('.line:not([hidden]) .text');
    const box = row?.getBoundingClientRect();
    const isThere = row?.textContent && box && box.height > 0 && box.top < innerHeight;
    // VS Code keeps a frame from sight until it has loaded. What is there when a frame of the screen begins is painted
    // by it, which is over before a message that is sent now arrives.
    if (isThere && getComputedStyle(frame).visibility === 'visible' && !said.has('painted')) {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => mark('painted');
      channel.port2.postMessage(0);
    }
    const counts = page.querySelector('.counts')?.textContent ?? '';
    const lines = /^([\d.,\s]+) lines$/.exec(counts)?.[1];
    if (lines && Number(lines.replace(/\D/g, '')) >= expectedLines) mark('all');
  };
  const look = () => {
    const frame = document.querySelector('iframe');
    if (frame) mark('frame');
    if (frame?.contentDocument) lookAt(frame, frame.contentDocument);
    if (!said.has('all') || !said.has('painted')) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
