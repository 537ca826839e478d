// From an event of a worker's stream to the line everything behind the tail sees: without secrets, and with what the
// line says about itself.
import { redact } from '../base/redact';
import type { LogEvent } from '../wire/logEvent';
import type { LogLine } from './line';
import { parseLine } from './parseLine';

export type StreamedEvent = LogEvent & { readonly id: string | undefined };

/** Words and signs without which `redact` finds nothing: most lines are spared its dozen searches. */
const mayHoldSecret =
  /rpa_|hf_|sk-|AKIA|ASIA|gh[pousr]_|github_pat|dckr_pat|xox|bearer|basic|key|secret|token|passw|authorization|:\/\//i;

export function cleanLine(text: string, secrets: readonly string[] = []): string {
  return secrets.some(secret => text.includes(secret)) || mayHoldSecret.test(text)
    ? redact(text, secrets)
    : text;
}

/** `event.line` is taken to be clean. */
export function logLine(endpointId: string, workerId: string, event: StreamedEvent): LogLine {
  const { jobId, level } = parseLine(event.line);
  return {
    ts: event.ts,
    endpointId,
    workerId,
    source: event.source,
    line: event.line,
    ...(jobId && { jobId }),
    ...(level && { level }),
    ...(event.id && { cursor: event.id }),
  };
}
