// Which calls make or fill a model, by the dotted name of what is called, after imports are followed.
import { asyncEngines, libraries, readers } from './libraries';
import { methods } from './loadingMethods';

export type LoadKind =
  /** A model in this process. */
  | 'model'
  /** An engine whose methods are coroutines: it belongs to an event loop. */
  | 'async engine'
  /** A server process started beside the handler, which owns the model. */
  | 'server';

/** `ChatterboxTTS.from_local`. */
const constructors = /^[A-Z]\w*\.(?:from|load)_\w+$/;

/** Classes that look like models by the tables above and only describe one. */
const descriptions = /(?:Config|Params|Options|Args|Settings|Info|Error|Exception|Dataset|Request)$/;

/** What a call of the dotted name loads, if anything. The name is as seen after following imports. */
export function loadKindOf(name: string): LoadKind | undefined {
  const segments = name.split('.').filter(segment => segment !== '');
  const last = segments.at(-1) ?? '';
  const owner = segments.at(-2) ?? '';
  if (descriptions.test(owner) || descriptions.test(last)) return undefined;
  const library = segments[0] ?? '';
  if (listed(asyncEngines[library], last) && !/^LLM$/.test(owner)) return 'async engine';
  if (methods.has(last) && segments.length > 1) return 'model';
  if (owner.endsWith('()')) return undefined;
  const names = libraries[library];
  const full = `${owner}.${last}`;
  const isNamed = listed(names, last) || (names === '+' ? constructors.test(full) : listed(names, full));
  return isNamed ? 'model' : undefined;
}

/** Whether the tables know the library, so that what they do not list of it loads nothing. */
export function isListed(library: string): boolean {
  return library in libraries || library in asyncEngines || readers.has(library);
}

function listed(names: string | undefined, last: string): boolean {
  if (names === undefined) return false;
  if (names === '+') return /^[A-Z]/.test(last);
  const group = last.replace(/\.\w+$/, '.*');
  return names.split(' ').some(listedName => listedName === last || listedName === group);
}

/** A name that sounds as if calling it made a model: used for code that cannot be read, and only to say "unknown". */
export function soundsLikeLoading(name: string): boolean {
  const last = name.split('.').at(-1) ?? '';
  return (
    /(?:^|_)(?:load|init|initiali[sz]e|setup|build|create|get|make|warm_?up|prepare)_?.*(?:model|pipe|engine|predictor|llm|network|weights|everything|all)/i.test(
      last,
    ) ||
    /^[A-Z]\w*(?:Model|Pipeline|Predictor|Engine|Handler|Inference|Processor|Generator|Service|Detector|Transcriber|Embedder|Whisper|LLM|TTS|Worker|Upscaler|Segmenter|Classifier)\w*$/.test(
      last,
    ) ||
    /^(?:load|setup|initialize|initialise|load_all|init)$/i.test(last)
  );
}

/** A function of a package that runs a model, and nobody can say here when it loads it: `run_inference`. */
export function soundsLikeRunning(name: string): boolean {
  const last = name.split('.').at(-1) ?? '';
  return /^(?:\w+_)?(?:infer|inference|predict|pipeline|transcribe|synthesi[sz]e|do_parse|upscale|text_to_speech)(?:_\w+)?$/.test(
    last,
  );
}
