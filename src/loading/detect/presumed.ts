// Calls into packages that no table lists. Nobody can read them here, but they often say what they do: a constructor
// that is handed weights makes a model, and so does what is made before start() to be used by every job. What a
// missing file of the project makes is never presumed.
import type { Call } from '../../python/calls';
import type { Node } from '../../python/node';
import { stringValue } from '../../python/strings';
import { isInert } from '../inert';
import { isListed, soundsLikeLoading } from '../loaders';
import { guardOf } from './guards';
import type { Opaque, Site, Sites } from './sites';

/** Arguments that name a model, and those that say where one runs. */
const weights =
  /(?:^|_)(?:model|models|ckpt|checkpoint|checkpoints|weights|pretrained|safetensors|gguf|onnx)(?:_|$)/i;
const device = /^(?:device|device_map|torch_dtype|compute_type|gpu_id|use_gpu|n_gpu_layers)$/i;

/** `load_alignment_model`, `init_face_pipeline`. */
const loader =
  /^(?:load|init|build|create|get|make|setup)_(?:\w+_)?(?:model|models|pipe|pipeline|pipelines|engine|llm|network|predictor|checkpoint|weights)$/;

/** Classes that only describe or ask for something, whatever they are given. */
const descriptions =
  /(?:Config|Configuration|Params|Options|Args|Arguments|Settings|Info|Error|Exception|Dataset|DataLoader|Request|Response|Message|Prompt|Template|Schema|Input|Output|Result|Client|Session|Tokenizer|Scheduler|Sampler)$/i;

/** Classes that hold no weights, unless they are given some. */
const plumbing =
  /(?:Logger|Handler|Queue|Pool|Executor|Cache|Storage|Store|Database|DB|Lock|Manager|Router|App|Api|Server|Connection|Bucket|Registry|Parser|Splitter|Chunker|Validator|Timer|Monitor|Tracker|Metrics|Counter|Uploader|Downloader|Progress|Console|Webhook|Proxy|Wrapper)$/i;

/** Modules that a worker's own missing files are called. */
const own =
  /^(?:predict\w*|models?|infer\w*|handlers?|engines?|pipelines?|utils?|helpers?|app|src|core|libs?|modules|services?|workers?|common|configs?|main|server|generat\w+|backend|scripts?|tools|rp_\w+|\w+_(?:utils?|services?|handler|engine|worker|model|pipeline|inference|predictor|loader|manager))$/i;

/** `org/name` of a model hub, or a file of weights. */
const hubName = /^(?!(?:image|audio|video|text|application|multipart|font|model)\/)[A-Za-z][\w.-]+\/[\w.-]+$/;
const weightsFile = /\.(?:safetensors|gguf|ckpt|pth?|onnx|nemo)$/;

/** Whether the call, by its dotted name and what it is given, makes a model of a package that no table knows. */
export function presumedLoad(name: string, { args, keywords }: Call): boolean {
  const given = [...keywords.keys()];
  const isGivenWeights = given.some(keyword => weights.test(keyword));
  const last = strangersName(name, isGivenWeights);
  if (last === undefined) return false;
  if (loader.test(last)) return true;
  if (last === 'load') return isClass(name.split('.').at(-2) ?? '');
  if (isClass(last) && (given.some(keyword => device.test(keyword)) || args.some(namesWeights))) return true;
  return /^[A-Z]/.test(last) && !descriptions.test(last) && isGivenWeights;
}

function namesWeights(argument: Node): boolean {
  const text = stringValue(argument) ?? '';
  return hubName.test(text) || weightsFile.test(text);
}

/**
 * What unknown packages make and jobs use, made once: before start(), or behind a guard. Asked only when nothing else
 * loads.
 */
export function presumedObjects(
  startup: Sites,
  job: Sites,
): Pick<Sites, 'loads'> & { readonly jobs: Site[] } {
  const made = (opaque: Opaque) => {
    const last = strangersName(opaque.name, isInLoader(opaque)) ?? '';
    return isClass(last) || (/^[a-z]/.test(last) && soundsLikeLoading(last));
  };
  const used = startup.opaque.filter(
    found => made(found) && job.opaque.some(({ name }) => name.startsWith(`${found.name}()`)),
  );
  const guarded = job.opaque.filter(made).flatMap(siteOf);
  return { loads: used.flatMap(siteOf), jobs: guarded.filter(site => guardOf(site)?.kind === 'flag') };
}

/** In a function whose name says that it loads. */
function isInLoader({ steps }: Opaque): boolean {
  const holder = steps.at(-1)?.node.closest('function_definition')?.child('name')?.text ?? '';
  return loader.test(holder.replace(/^_+/, ''));
}

/** Whether the name stands for something of a package that no table knows, or of a missing file. */
export function isUnread(name: string): boolean {
  return strangersName(name, true) !== undefined;
}

function siteOf({ name, steps }: Opaque): Site[] {
  const last = steps.at(-1);
  return last ? [{ kind: 'model', file: last.file, node: last.node, name, steps }] : [];
}

/**
 * The last part of the name, when it stands for something of a package that is neither listed nor inert. The worker's
 * own missing files count when they are told which weights to use.
 */
function strangersName(name: string, isGivenWeights = false): string | undefined {
  const [library = '', ...rest] = name.split('.');
  const isStranger = library !== '' && rest.length > 0 && !/[?()]/.test(name);
  const isOwn = own.test(library);
  if (!isStranger || isInert(name) || (isListed(library) && !isOwn)) return undefined;
  return isOwn && !isGivenWeights ? undefined : rest.at(-1);
}

function isClass(last: string): boolean {
  return /^[A-Z]/.test(last) && !plumbing.test(last) && !descriptions.test(last);
}
