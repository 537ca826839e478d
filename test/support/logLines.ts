// Lines of workers for tests of logs: numbered, a second apart unless a stamp is given.
import type { LogLine } from '../../src/logs/line';
import { parseLine } from '../../src/logs/parseLine';

const startMs = Date.UTC(2026, 0, 1);

export interface LineFields {
  readonly workerId?: string;
  readonly source?: 'container' | 'system';
  /** Seconds after the start of 2026. */
  readonly at?: number;
  readonly cursor?: string;
}

export function stampAt(seconds: number): string {
  return new Date(startMs + seconds * 1000).toISOString();
}

export function logLineOf(
  text: string,
  { workerId = 'w1', source = 'container', at = 0, cursor }: LineFields = {},
): LogLine {
  const { jobId, level } = parseLine(text);
  return {
    ts: stampAt(at),
    endpointId: 'ep1',
    workerId,
    source,
    line: text,
    ...(jobId && { jobId }),
    ...(level && { level }),
    ...(cursor && { cursor }),
  };
}

/** As the SDK prints it inside a worker. */
export function sdkLine(message: string, jobId: string | null = null, level = 'INFO'): string {
  return JSON.stringify({ requestId: jobId, message, level });
}

export const pythonTraceback = [
  'Traceback (most recent call last):',
  '  File "/app/handler.py", line 3, in <module>',
  '    import torch',
  "ModuleNotFoundError: No module named 'torch'",
];
