// One connection to one worker's log: server-sent events of REST v2, read as they come. The id is an opaque cursor.
// Whoever reads decides about silence and reconnecting; this only ends when the server or the signal does.
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Clock } from '../base/clock';
import { isoTime } from '../base/clock';
import { AppError, cancelled } from '../base/errors';
import { parseJson } from '../base/json';
import { isLogEvent } from '../wire/logEvent';
import type { LogsApi } from './cloud';
import type { Http } from './http';
import { segment } from './request';

type StreamEvent = ReturnType<LogsApi['stream']> extends AsyncIterable<infer T> ? T : never;

/** As the official TypeScript client bounds an event. */
const maxEventCharacters = 1024 * 1024;

export function createLogs(rest: string, http: Http, clock: Clock): LogsApi {
  return {
    async *stream(endpointId, workerId, options, signal) {
      const { lastEventId, ...query } = options;
      const url = `${rest}/serverless/${segment(endpointId, 'an endpoint')}/workers/${segment(workerId, 'a worker')}/logs`;
      const reply = await http.open(
        {
          method: 'GET',
          url,
          query,
          safety: 'read',
          scope: 'rest',
          subject: `log of worker ${workerId} on endpoint ${endpointId}`,
          headers: { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) },
        },
        signal,
      );
      try {
        for await (const events of eventsOf(reply.body, signal))
          for (const event of events) yield logEvent(event, clock);
      } finally {
        reply.close();
      }
    },
  };
}

/** As many at once as came in one piece: a busy worker writes thousands a second, and each handing on has its price. */
async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<readonly EventSourceMessage[]> {
  const events: EventSourceMessage[] = [];
  let tooLarge = false;
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent: event => events.push(event),
    onError: error => {
      tooLarge ||= error.type === 'max-buffer-size-exceeded';
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parser.feed(decoder.decode(part.value, { stream: true }));
      yield events.splice(0);
      if (tooLarge) throw new AppError('remote', 'A line of the log is over 1 MB and cannot be shown.');
    }
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (error instanceof AppError) throw error;
    throw new AppError('remote', 'The log stream broke off.', { cause: error });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What is not the promised JSON is kept as the raw line it is. */
function logEvent(event: EventSourceMessage, clock: Clock): StreamEvent {
  const json = parseJson(event.data);
  if (json.ok && isLogEvent(json.value)) {
    const { source, line, ts } = json.value;
    return { source, line, ts, id: event.id };
  }
  return { source: 'container', line: event.data, ts: isoTime(clock.now()), id: event.id };
}
