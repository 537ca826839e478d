// What was printed into a buffer that was never written out: the end of the text, as long as the bytes that are missing.
import type { ProbeEvent } from './probeEvents';

export function lostOutput(events: readonly ProbeEvent[]): string {
  let missing = 0;
  let text = '';
  for (const event of events) {
    if (event.kind === 'printed') {
      missing += event.bytes;
      text += event.text;
    } else if (event.kind === 'flushed') missing -= event.bytes;
    if (missing <= 0) {
      missing = 0;
      text = '';
    }
  }
  const bytes = Buffer.from(text);
  return bytes.subarray(Math.max(0, bytes.length - missing)).toString('utf8');
}
