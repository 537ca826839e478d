// The text of builders that go step by step: Docker's classic one ("Step 3/8 : RUN x") and podman's
// ("STEP 3/8: RUN x"). The same lines come through the API and through the command line.

import { LineSplitter } from '../cli/lines';
import type { BuildEvent } from '../engine';
import { createStepTracker, type Transfer } from './steps';

const step = /^step (\d+)\/(\d+) ?: (.*)$/i;
const cacheHit = /^\s*---> Using cache|^--> Using cache /;
/** Docker says so in words; podman prints the whole id alone. */
const builtId = /^(?:Successfully built ([0-9a-f]{12,64})\b.*|([0-9a-f]{64}))$/;
/** Bookkeeping of the builder that tells a person nothing. */
const noise = /^\s*(--->|-->) |^Remov(ing|ed) intermediate container|^COMMIT /;

export interface ClassicReader {
  push(text: string): void;
  /** Through the API only: what FROM pulls. */
  transfer(transfer: Transfer): void;
  end(): ClassicOutcome;
}

export interface ClassicOutcome {
  /** Short id of the image, when the builder printed one. */
  readonly builtId: string | undefined;
  /** The step that ran last, with its number: the one that failed, if any did. */
  readonly lastStep: { readonly number: number; readonly name: string } | undefined;
}

export function createClassicReader(onEvent: (event: BuildEvent) => void): ClassicReader {
  const state: { current?: string; total: number; id?: string; last?: { number: number; name: string } } = {
    total: 0,
  };
  const tracker = createStepTracker(event => onEvent(withTotal(event, state.total)));
  const readStep = (line: string): boolean => {
    const found = step.exec(line);
    if (!found) return false;
    if (state.current) tracker.done(state.current);
    state.current = found[1] ?? '';
    state.total = Number(found[2]);
    state.last = { number: Number(found[1]), name: found[3] ?? '' };
    tracker.start(state.current, state.last.name);
    return true;
  };
  const lines = new LineSplitter(line => {
    if (readStep(line)) return;
    if (cacheHit.test(line) && state.current) tracker.cached(state.current);
    const [, worded, bare] = builtId.exec(line) ?? [];
    const id = worded ?? bare;
    if (id) state.id = id;
    if (!bare && line.trim() !== '' && !noise.test(line)) onEvent({ kind: 'output', line });
  });
  return {
    push: text => lines.push(text),
    transfer: transfer => state.current && tracker.transfer(state.current, transfer),
    end() {
      lines.end();
      if (state.current && state.id) tracker.done(state.current);
      return { builtId: state.id, lastStep: state.last };
    },
  };
}

function withTotal(event: BuildEvent, total: number): BuildEvent {
  return event.kind === 'step' ? { ...event, total } : event;
}
