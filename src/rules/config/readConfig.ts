// Finds and reads the configuration of a worker folder: `.runpod/check.json`, "runpod" in package.json, and VS Code's
// settings. One resolver for the editor and the command line, so that both say the same about the same files.
import { dirname, join } from 'node:path';
import type { Files } from '../../base/ports';
import { SourceText } from '../../project/source';
import { property, readJson } from '../jsonText';
import { CheckConfig } from './checkConfig';
import {
  type CheckSettings,
  type ConfigLayer,
  type ConfigProblem,
  type KnownRule,
  LayerReader,
  layerOfSettings,
} from './layer';

export interface ReadConfigOptions {
  readonly files: Files;
  readonly rules: readonly KnownRule[];
  /** The folder that was asked about; without a repository around it nothing above it counts. */
  readonly root: string;
  /** What VS Code's settings say; without, `.vscode/settings.json` is read instead. */
  readonly settings?: CheckSettings | undefined;
}

/** The configuration that holds in a folder. The innermost file has the last word, and any file before the settings. */
export async function readConfig(folder: string, options: ReadConfigOptions): Promise<CheckConfig> {
  const { settings, rules } = options;
  const read = (await filesOf(folder, options)).map(found => ({ ...found, ...readFile(found, rules) }));
  const layersOf = (isSettings: boolean) =>
    read.flatMap(({ kind, layer }) => (layer && Boolean(kind.isSettings) === isSettings ? [layer] : []));
  const own = settings ? [layerOfSettings(settings, rules)] : layersOf(true);
  return new CheckConfig(
    [...own, ...layersOf(false)],
    read.flatMap(one => one.problems),
  );
}

/** The files that configure a folder, from the outermost to the innermost. */
async function filesOf(folder: string, options: ReadConfigOptions): Promise<Found[]> {
  const wanted = kinds.filter(kind => !(kind.isSettings && options.settings));
  const folders = await foldersAbove(folder, options);
  const all = folders.flatMap(at =>
    wanted.map(async kind => {
      const path = join(at, ...kind.path);
      const text = await options.files.read(path);
      return text === undefined ? [] : [{ kind, folder: at, source: new SourceText(path, text) }];
    }),
  );
  return (await Promise.all(all)).flat();
}

interface Kind {
  readonly path: readonly string[];
  /** The property that holds the configuration; the whole file without. */
  readonly key?: string;
  readonly isSettings?: true;
}

const kinds: readonly Kind[] = [
  { path: ['.vscode', 'settings.json'], isSettings: true },
  { path: ['package.json'], key: 'runpod' },
  { path: ['.runpod', 'check.json'] },
];

interface Read {
  readonly layer: ConfigLayer | undefined;
  readonly problems: readonly ConfigProblem[];
}

interface Found {
  readonly kind: Kind;
  readonly folder: string;
  readonly source: SourceText;
}

function readFile({ kind, folder, source }: Found, rules: readonly KnownRule[]): Read {
  const { root, error } = readJson(source, kind.isSettings ? 'with comments' : 'strict');
  // A file that is not ours alone is ours to judge only where it speaks of us.
  const isOurs = kind.key === undefined && !kind.isSettings;
  if (error) {
    const concerns = isOurs || source.text.includes(kind.key ? `"${kind.key}"` : '"runpod.');
    if (!concerns) return { layer: undefined, problems: [] };
    const message = `This is not valid JSON: ${error.message}. Until it is, this file configures nothing.`;
    return { layer: undefined, problems: [{ path: source.path, range: source.rangeOf(error), message }] };
  }
  const node = kind.key === undefined ? root : property(root, kind.key);
  if (!node) return { layer: undefined, problems: [] };
  const reader = new LayerReader(source, rules);
  const layer = kind.isSettings ? reader.readSettings(node, folder) : reader.read(node, folder);
  return { layer, problems: reader.problems };
}

/** From the repository's root down to the folder; without a repository, from `root`. */
async function foldersAbove(folder: string, { files, root }: ReadConfigOptions): Promise<string[]> {
  const found: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    found.unshift(at);
    if (await files.exists(join(at, '.git'))) return found;
    if (at === dirname(at)) break;
  }
  const from = found.indexOf(root);
  return from < 0 ? [folder] : found.slice(from);
}
