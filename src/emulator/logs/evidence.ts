// Picks from a worker's output the lines that explain a failure: the last traceback, else the last lines.
const lastLines = 20;
const tracebackLines = 60;
const tracebackStart = 'Traceback (most recent call last):';

/** The end of the output that a person needs to see; empty when the worker printed nothing. */
export function failureEvidence(lines: readonly string[]): string {
  const recent = lines.slice(-tracebackLines);
  const first = recent.findIndex(line => line.includes(tracebackStart));
  return (first < 0 ? recent.slice(-lastLines) : recent.slice(first)).join('\n').trim();
}

/** The last ERROR line of the SDK that mentions the job, or the last one at all. */
export function errorLineFor(lines: readonly string[], jobId: string): string | undefined {
  const errors = lines.map(sdkMessage).filter(entry => entry.level === 'ERROR');
  const mine = errors.filter(entry => entry.jobId === jobId || entry.message.includes(jobId));
  return (mine.at(-1) ?? errors.at(-1))?.message;
}

interface SdkMessage {
  readonly level: string;
  readonly message: string;
  readonly jobId: string | undefined;
}

/** With RUNPOD_ENDPOINT_ID set the SDK logs one JSON object a line; else `LEVEL  | job | message`. */
function sdkMessage(line: string): SdkMessage {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === 'object' && entry !== null && 'level' in entry && 'message' in entry) {
      const jobId = 'requestId' in entry && entry.requestId ? String(entry.requestId) : undefined;
      return { level: String(entry.level), message: String(entry.message), jobId };
    }
  } catch {
    // Plain text.
  }
  const [, level = '', message = line] = /^(\w+)\s*\|\s*(.*)$/.exec(line) ?? [];
  return { level, message, jobId: undefined };
}
