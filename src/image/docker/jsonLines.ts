// A stream of JSON objects, one a line, cut anywhere by the network. What is not JSON is skipped:
// an engine may end a broken stream in the middle of an object.
import { parseJson } from '../../base/json';

/** Yields every complete JSON line of a byte stream; characters cut in two are put together again. */
export async function* jsonLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* parsed(lines);
  }
  yield* parsed([rest + decoder.decode()]);
}

function* parsed(lines: readonly string[]): Generator<unknown> {
  for (const line of lines) {
    if (line.trim() === '') continue;
    const result = parseJson(line);
    if (result.ok) yield result.value;
  }
}
