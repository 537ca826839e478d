// BuildKit's own progress, as dockerd streams it on /build?version=2: base64 protobuf StatusResponses with
// vertexes (1 digest, 3 name, 4 cached, 5 started, 6 completed, 7 error), statuses (1 id,
// 2 vertex, 4 current, 5 total) and logs (1 vertex, 4 bytes).
// Field numbers: moby/buildkit api/services/control/control.proto; seen alike on dockerd 20.10 and 26.1.
import { LineSplitter } from '../cli/lines';
import type { BuildEvent } from '../engine';
import { type Fields, messages, number, readFields, text } from './protobuf';
import { createStepTracker } from './steps';

const stepName = /^\[(?!internal\])(?:[^\]]*?\s)?\d+\/\d+\] (.*)$/s;

export interface TraceReader {
  /** One `aux` of a `moby.buildkit.trace` line. */
  push(base64: string): void;
  lastStep(): string | undefined;
}

export function createTraceReader(onEvent: (event: BuildEvent) => void): TraceReader {
  const tracker = createStepTracker(onEvent);
  const lines = new Map<string, LineSplitter>();
  const splitter = (vertex: string) => {
    const known = lines.get(vertex);
    if (known) return known;
    const fresh = new LineSplitter(line => onEvent({ kind: 'output', line }));
    lines.set(vertex, fresh);
    return fresh;
  };
  const readVertex = (vertex: Fields) => {
    const name = stepName.exec(text(vertex, 3))?.[1];
    if (name === undefined) return;
    const key = text(vertex, 1);
    const cached = vertex.get(4)?.[0] === 1;
    if (vertex.has(5) || cached) tracker.start(key, name.replace(/\s+/g, ' '));
    if (cached) tracker.cached(key);
    else if (vertex.has(6) && !vertex.has(7)) tracker.done(key);
  };
  return {
    push(base64) {
      const status = readFields(Buffer.from(base64, 'base64'));
      const vertexes = messages(status, 1);
      for (const vertex of vertexes) if (stepName.test(text(vertex, 3))) tracker.expect(text(vertex, 1));
      for (const vertex of vertexes) readVertex(vertex);
      for (const one of messages(status, 2)) {
        const transfer = { id: text(one, 1), currentBytes: number(one, 4), totalBytes: number(one, 5) };
        if (!transfer.id.startsWith('extracting')) tracker.transfer(text(one, 2), transfer);
      }
      for (const log of messages(status, 3)) splitter(text(log, 1)).push(text(log, 4));
    },
    lastStep: () => tracker.latest(),
  };
}
