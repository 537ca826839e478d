// What a Dockerfile takes from outside: the images after FROM, the arguments it declares, the files it copies.
// From this follows which argument carries the base image, and when a base must be built again.
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { parseJson } from '../base/json';

export interface DockerfileInputs {
  /** After FROM, with arguments put in where their value is known; stages of the same file are left out. */
  readonly images: readonly string[];
  readonly args: readonly string[];
  /** The argument that is the whole base of the last stage: `FROM ${BASE}` gives `BASE`. */
  readonly baseArg: string | undefined;
  /** Paths in the context, as written and with arguments put in; `undefined` means: may be anything. */
  readonly copied: readonly string[] | undefined;
}

/** Never throws; what cannot be read is not there. */
export function dockerfileInputs(
  source: string,
  values: Readonly<Record<string, string>> = {},
): DockerfileInputs {
  const dockerfile = DockerfileParser.parse(source);
  const declared = dockerfile.getARGs().flatMap(arg => {
    const property = arg.getProperty();
    return property ? [[property.getName(), property.getValue() ?? undefined] as const] : [];
  });
  const known = new Map([
    ...declared.filter(([, value]) => value !== undefined),
    ...Object.entries(values),
  ] as [string, string][]);
  const froms = dockerfile.getFROMs();
  const stages = new Set(froms.flatMap(from => from.getBuildStage()?.toLowerCase() ?? []));
  const named = froms.flatMap(from => from.getImage() ?? []);
  const copied = dockerfile
    .getInstructions()
    .filter(isCopy)
    .flatMap(sourcesOf)
    .map(path => substitute(path, known));
  return {
    images: named
      .map(image => substitute(image, known))
      .flatMap(image => (image && !stages.has(image) && image !== 'scratch' ? [image] : [])),
    args: [...new Set(declared.map(([name]) => name))],
    baseArg: /^\$\{?(\w+)(?::-[^}]*)?\}?$/.exec(named.at(-1) ?? '')?.[1],
    copied: copied.every(path => path !== undefined) ? copied : undefined,
  };
}

function isCopy(instruction: Instruction): boolean {
  const keyword = instruction.getKeyword();
  return (keyword === 'COPY' || keyword === 'ADD') && !/\s--from=/.test(instruction.getTextContent());
}

function sourcesOf(instruction: Instruction): string[] {
  const content = (instruction.getArgumentsContent() ?? '').replace(/^(--\S+\s+)+/, '');
  const list = content.startsWith('[') ? parseJson(content) : undefined;
  const words =
    list?.ok && Array.isArray(list.value)
      ? list.value.map(String)
      : instruction.getArguments().map(argument => argument.getValue());
  const paths = words.filter(word => !word.startsWith('--'));
  return paths.slice(0, -1).filter(path => !/^(https?|git):|^git@|^<</.test(path));
}

function substitute(text: string, known: ReadonlyMap<string, string>): string | undefined {
  let complete = true;
  const result = text.replace(
    /\$\{?(\w+)(?::-([^}]*))?\}?/g,
    (_, name: string, fallback: string | undefined) => {
      const value = known.get(name) ?? fallback;
      if (value === undefined) complete = false;
      return value ?? '';
    },
  );
  return complete ? result : undefined;
}

/** Whether a file of the context is among the copied paths (folders and wildcards included). */
export function isCopied(path: string, copied: readonly string[]): boolean {
  return copied.some(source => {
    const clean = source.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    if (clean === '' || clean === '.') return true;
    if (/[*?[]/.test(clean)) return path.startsWith(clean.slice(0, clean.search(/[*?[]/)));
    return path === clean || path.startsWith(`${clean}/`);
  });
}
