// One Dockerfile becomes two: a base with what rarely changes (system, Python packages, weights) and a worker with the
// code that changes with every edit. An install that stands behind the code is moved in front of it. Pure.
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { squeeze } from './instructionText';

export type Split =
  | { readonly ok: true; readonly base: string; readonly worker: string; readonly moved: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** Files that say what to install; they belong to the base. */
const manifest =
  /(^|\/)(requirements[^/]*\.(txt|in)|constraints[^/]*\.txt|pyproject\.toml|uv\.lock|poetry\.lock|Pipfile(\.lock)?|environment\.ya?ml|package(-lock)?\.json|apt[^/]*\.txt|[^/]*\.(deb|whl))$/i;
const install =
  /\b(pip3?|uv|conda|mamba|micromamba|apt-get|apt|apk|dnf|yum|npm|poetry)\b.*\b(install|add|sync|update|upgrade|create)\b/;
const needsCode =
  /\bpip3?\b.*\binstall\b.*(\s-e\s|\s\.(\s|$|\[))|\bpython3?\s+(?!-m\s+(pip|venv))\S+|\b(bash|sh)\s+\S+\.sh\b|\.\/\S+/;
/** What a later line depends on. */
const places = new Set(['WORKDIR', 'ENV', 'ARG']);
/** What concerns the running worker only. */
const last = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'EXPOSE']);

/** `name` is what the base is called where nobody gives BASE. */
export function splitDockerfile(source: string, name: string): Split {
  const dockerfile = DockerfileParser.parse(source);
  const froms = dockerfile.getFROMs();
  const from = froms[0];
  if (froms.length > 1) return no('It has several stages; only a single stage can be split.');
  if (!from) return no('It has no FROM.');
  if (/^\$\{?\w+\}?$/.test(from.getImage() ?? '') && /base/i.test(from.getImage() ?? ''))
    return no('It builds on a base of its own already.');
  const lines = source.split(/\r?\n/);
  const parts = dockerfile.getInstructions().map(each => partOf(each, lines));
  const { base, worker, moved } = sortOut(parts);
  if (!worker.some(part => isCopy(part))) return no('It copies no code that could be kept apart.');
  if (!base.some(part => part.keyword === 'RUN' || isCopy(part)))
    return no('Nothing in front of the code takes time: a base would hold nothing.');
  const args = argsFor(worker, base);
  return {
    ok: true,
    moved: moved.map(part => part.words),
    base: text([
      ...directive(lines),
      '# What rarely changes. Built again only when something that goes into it changes.',
      ...base.flatMap(part => part.lines),
    ]),
    worker: text([
      ...directive(lines),
      `# The code, which changes with every edit. BASE is the image of Dockerfile.base.`,
      `ARG BASE=${name}:base`,
      `FROM \${BASE}`,
      ...args,
      ...worker.flatMap(part => part.lines),
    ]),
  };
}

interface Part {
  readonly keyword: string;
  readonly words: string;
  /** With the comments above it. */
  readonly lines: readonly string[];
  readonly isFromStage: boolean;
  readonly sources: readonly string[];
  readonly target: string;
}

function partOf(instruction: Instruction, lines: readonly string[]): Part {
  const { start, end } = instruction.getRange();
  let first = start.line;
  while (first > 0 && /^\s*(#(?!\s*syntax\s*=)|$)/.test(lines[first - 1] ?? 'x')) first--;
  const words = squeeze(instruction.getTextContent());
  const args = squeeze(instruction.getArgumentsContent() ?? '')
    .split(' ')
    .filter(word => !word.startsWith('--'))
    .map(word => word.replace(/^["[,]+|["\],]+$/g, ''));
  return {
    keyword: instruction.getKeyword(),
    words,
    lines: lines.slice(first, end.line + 1),
    isFromStage: /\s--from=/.test(words),
    sources: args.slice(0, -1),
    target: args.at(-1) ?? '',
  };
}

interface Sorted {
  readonly base: Part[];
  readonly worker: Part[];
  readonly moved: Part[];
}

function sortOut(parts: readonly Part[]): Sorted {
  const at = parts.findIndex(isCode);
  const cut = at < 0 ? parts.length : at;
  const sorted: Sorted = {
    base: parts.slice(0, cut).filter(part => !last.has(part.keyword)),
    worker: parts.slice(0, cut).filter(part => last.has(part.keyword)),
    moved: [],
  };
  sortBehindCode(parts.slice(cut), sorted);
  return sorted;
}

/** From the first RUN that cannot move, order is kept: what follows may build on it. */
function sortBehindCode(parts: readonly Part[], { base, worker, moved }: Sorted): void {
  const [code] = parts;
  const stop = parts.findIndex(part => part.keyword === 'RUN' && !canMove(part));
  let setting: Part[] = [];
  for (const [at, part] of parts.entries()) {
    const moves = (stop < 0 || at < stop) && canMove(part);
    if (!moves) worker.push(part);
    if (places.has(part.keyword)) setting.push(part);
    if (!moves) continue;
    // What is moved must run where and as it ran.
    base.push(...setting, ...manifestsFor(part, code), part);
    moved.push(part);
    setting = [];
  }
}

function isCopy({ keyword, isFromStage }: Part): boolean {
  return (keyword === 'COPY' || keyword === 'ADD') && !isFromStage;
}

function isCode(part: Part): boolean {
  return isCopy(part) && part.sources.some(path => !manifest.test(path) && !/^https?:/.test(path));
}

function canMove({ keyword, words, isFromStage }: Part): boolean {
  if (keyword === 'COPY' || keyword === 'ADD') return isFromStage;
  return keyword === 'RUN' && install.test(words) && !needsCode.test(words);
}

/** An install behind `COPY . .` reads files that came with the code: the base copies those alone. */
function manifestsFor({ keyword, words }: Part, code: Part | undefined): Part[] {
  if (keyword !== 'RUN' || !code) return [];
  const named = [...words.matchAll(/(?:-r|--requirement|-c|--constraint)[ =](\S+)/g)].flatMap(
    ([, path]) => path ?? [],
  );
  const inContext = named.map(path => path.split('/').at(-1) ?? path).filter(path => manifest.test(path));
  if (inContext.length === 0) return [];
  const folder = code.target.endsWith('/') || code.target.endsWith('.') ? code.target : `${code.target}/`;
  const line = `COPY ${inContext.join(' ')} ${folder.endsWith('/') ? folder : `${folder}/`}`;
  return [
    { keyword: 'COPY', words: line, lines: [line], isFromStage: false, sources: inContext, target: folder },
  ];
}

/** Arguments end with their stage: what the worker's lines use is declared there again. */
function argsFor(worker: readonly Part[], base: readonly Part[]): string[] {
  const used = worker.map(part => part.words).join('\n');
  return base
    .filter(({ keyword, words }) => keyword === 'ARG' && new RegExp(`\\$\\{?${nameOf(words)}\\b`).test(used))
    .flatMap(part => part.lines);
}

function nameOf(arg: string): string {
  return /^ARG\s+(\w+)/i.exec(arg)?.[1] ?? '\\0';
}

function directive(lines: readonly string[]): string[] {
  return lines.slice(0, 1).filter(line => /^#\s*syntax\s*=/.test(line));
}

function text(lines: readonly string[]): string {
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function no(reason: string): Split {
  return { ok: false, reason };
}
