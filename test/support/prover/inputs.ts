// Job inputs for workers that nobody here wrote: several kinds are tried, and the one that takes a handler furthest wins.
import { isFailure } from './outputs';
import type { Prover, RunRequest } from './prover';

/** A job each. */
export const words = ['one', 'two', 'three'];
const textKeys = `prompt text query input message question content sentence script lyrics instruction name guide_text ref_text`;
const dataKeys = `image audio image_base64 audio_base64 image_b64 audio_b64 base64 data file image_data audio_data video
  source_image target_image reference_audio ref_audio audio_file`;
const urlKeys =
  'url image_url audio_url video_url file_url pdf_url source_url target_url input_image_url image audio';

/** Texts are base64 as well, so that decoding them works. */
export const encoded = (word: string) => (key: string) =>
  Buffer.from(`${word} ${key}`.padEnd(30, '.')).toString('base64');
const filled = (keys: string, value: (key: string) => unknown) =>
  Object.fromEntries(keys.split(/\s+/).map(key => [key, value(key)]));
const url = (word: string) => () => `https://example.com/${word}.png`;

/** Inputs that workers ask for, in several kinds: many refuse a picture given twice, or a key they do not know. */
const inputKinds: readonly ((word: string) => object)[] = [
  word => ({
    ...filled(textKeys, encoded(word)),
    ...filled(dataKeys, encoded(word)),
    ...filled(urlKeys, url(word)),
    texts: [word],
    messages: [{ role: 'user', content: word }],
  }),
  word => ({ ...filled(textKeys, encoded(word)), ...filled(dataKeys, encoded(word)) }),
  word => ({ ...filled(textKeys, encoded(word)), ...filled(urlKeys, url(word)) }),
  word => ({ audio_base64: encoded(word)('audio') }),
  word => ({ image_url: url(word)() }),
  word => ({ prompt: word }),
  word => ({ text: word }),
  word => ({ '*': word }),
  ...[0, 1, 2, 3].map(choose => (word: string) => ({ '*': word, choose })),
  ...[0, 1, 2, 3].map(agree => (word: string) => ({ '*': word, agree })),
];

/** More than any job calls. */
const enough = 1_000_000;

/** The kind of input that takes a handler furthest: to its `wanted` calls, else to the most, with the fewest failures. */
export async function fittingJobs(
  prover: Prover,
  request: Pick<RunRequest, 'file' | 'generous' | 'stubs' | 'roots'>,
  wanted: readonly string[],
): Promise<readonly object[]> {
  let best: { readonly jobs: readonly object[]; readonly depth: number } = {
    jobs: words.map(word => ({ word })),
    depth: -1,
  };
  for (const kind of inputKinds) {
    const jobs = words.map(kind);
    const run = await prover.run({ ...request, fail: null, jobs, overlap: false });
    if (run.crashed || !run.started) return jobs;
    const inJobs = run.calls.filter(call => call.phase !== 'startup').length;
    const loads = run.calls.some(call => call.phase === 'job 0' && wanted.includes(call.path));
    const depth = (loads ? enough : 0) + inJobs + (run.outputs.some(isFailure) ? 0 : 0.5);
    if (depth > best.depth) best = { jobs, depth };
    if (inJobs > 0 && !run.outputs.some(isFailure) && (loads || wanted.length === 0)) break;
  }
  return best.jobs;
}
