// A Dockerfile as instructions and stages, over dockerfile-ast. What that parser does not give is added here:
// exec forms with exact strings, heredocs as text, FROM with its ARGs resolved. Never throws.
import {
  type Instruction as AstInstruction,
  DockerfileParser,
  type ModifiableInstruction,
} from 'dockerfile-ast';
import { readJsonWords } from './jsonWords';
import { readShell, type ShellCommand } from './shell';
import type { Word } from './shellWords';
import { SourceText, type Span } from './source';

export interface DockerInstruction extends Span {
  readonly source: SourceText;
  readonly keyword: string;
  readonly flags: ReadonlyMap<string, string>;
  /** The arguments after the flags: the JSON strings of an exec form, else words. */
  readonly words: readonly Word[];
  readonly form: 'exec' | 'shell';
  /** What a shell runs (RUN and shell-form CMD and ENTRYPOINT); empty otherwise. */
  readonly commands: readonly ShellCommand[];
  readonly heredocs: readonly (Span & { readonly name: string; readonly text: string })[];
}

export interface DockerStage {
  readonly name: string | undefined;
  /** The image as written, without ARGs resolved. */
  readonly image: string;
  readonly imageSpan: Span;
  /** ARG defaults put in; undefined when an ARG has no default. */
  readonly resolvedImage: string | undefined;
  /** The stage this one continues, when FROM names one. */
  readonly parent: DockerStage | undefined;
  readonly platform: string | undefined;
  readonly from: DockerInstruction;
  readonly instructions: readonly DockerInstruction[];
}

export interface Dockerfile {
  readonly source: SourceText;
  readonly path: string;
  readonly globalArgs: ReadonlyMap<string, string | undefined>;
  readonly stages: readonly DockerStage[];
  /** The stage that becomes the image. */
  readonly final: DockerStage | undefined;
}

/** Reads a Dockerfile; whatever cannot be read is left out. */
export function readDockerfile(path: string, text: string): Dockerfile {
  const source = new SourceText(path, text);
  const instructions = parse(source);
  const firstFrom = instructions.findIndex(one => one.keyword === 'FROM');
  const globalArgs = argDefaults(instructions.slice(0, Math.max(firstFrom, 0)));
  const stages: DockerStage[] = [];
  for (let at = Math.max(firstFrom, 0); at < instructions.length; ) {
    const from = instructions[at];
    if (from?.keyword !== 'FROM') break;
    const next = instructions.findIndex((one, index) => index > at && one.keyword === 'FROM');
    const end = next < 0 ? instructions.length : next;
    const stage = stageOf(from, instructions.slice(at + 1, end), { globalArgs, earlier: stages });
    if (stage) stages.push(stage);
    at = end;
  }
  return { source, path, globalArgs, stages, final: stages.at(-1) };
}

function parse(source: SourceText): DockerInstruction[] {
  try {
    return DockerfileParser.parse(source.text)
      .getInstructions()
      .map(instruction => instructionOf(source, instruction as ModifiableInstruction));
  } catch {
    return [];
  }
}

function instructionOf(source: SourceText, ast: ModifiableInstruction): DockerInstruction {
  const lines = source.lines;
  const whole = ast.getRange();
  const span = { start: lines.offsetAt(whole.start), end: lines.offsetAt(whole.end) };
  const keyword = ast.getKeyword().toUpperCase();
  const flags = new Map(
    (ast.getFlags?.() ?? []).map(flag => [flag.getName(), flag.getValue() ?? ''] as const),
  );
  const argumentsRange = ast.getArgumentsRange();
  const start = argumentsRange ? lines.offsetAt(argumentsRange.start) : span.end;
  const heredocs = heredocsOf(source, ast);
  const json = /^(CMD|ENTRYPOINT|RUN|SHELL|VOLUME|COPY|ADD)$/.test(keyword)
    ? readJsonWords(source.text, start, span.end)
    : undefined;
  const shell = /^(CMD|ENTRYPOINT|RUN)$/.test(keyword) && !json;
  return {
    source,
    keyword,
    ...span,
    flags,
    form: json ? 'exec' : 'shell',
    words: json ?? plainWords(source, { start, end: span.end }),
    commands: shell ? shellCommands(source, { start, end: span.end }) : [],
    heredocs,
  };
}

/** The commands of a RUN; a bare heredoc (`RUN <<EOF`) is itself the script. */
function shellCommands(source: SourceText, span: Span): ShellCommand[] {
  return readShell(source, { dialect: 'dockerfile', ...span }).flatMap(command => {
    const bare = command.words.length === 0 && command.heredocs.length > 0 && command.redirects.length === 0;
    const bodies = command.heredocs.map(({ start, end }) => readShell(source, { start, end }));
    return bare ? bodies.flat() : [command];
  });
}

/** Words at blanks, quotes taken off; comments and line ends inside an instruction are blanks. */
function plainWords(source: SourceText, span: Span): Word[] {
  const flat = source
    .slice(span)
    .replace(/[\\`][ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*/g, match => ' '.repeat(match.length));
  return [...flat.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+/g)].map(match => {
    const start = span.start + match.index;
    const text = match[0].replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
      (_, double?: string, single?: string) => double ?? single ?? '',
    );
    return { start, end: start + match[0].length, text, quoted: text !== match[0] };
  });
}

function heredocsOf(source: SourceText, ast: AstInstruction): DockerInstruction['heredocs'] {
  if (!('getHeredocs' in ast) || !/^(RUN|COPY|ADD)$/i.test(ast.getKeyword())) return [];
  const heredocs = (ast as AstInstruction & { getHeredocs(): AstHeredoc[] }).getHeredocs();
  return heredocs.flatMap(heredoc => {
    const range = heredoc.getContentRange();
    if (!range) return [];
    const span = { start: source.lines.offsetAt(range.start), end: source.lines.offsetAt(range.end) };
    return [{ ...span, name: heredoc.getName(), text: source.slice(span) }];
  });
}

type AstHeredoc = {
  getName(): string;
  getContentRange(): Parameters<SourceText['lines']['slice']>[0] | null;
};

function argDefaults(instructions: readonly DockerInstruction[]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const one of instructions.filter(({ keyword }) => keyword === 'ARG')) {
    for (const word of one.words) {
      const [name = '', ...value] = word.text.split('=');
      const fallback = value.length > 0 ? value.join('=').replace(/^(["'])(.*)\1$/s, '$2') : undefined;
      found.set(name, fallback === undefined ? undefined : expand(fallback, found));
    }
  }
  return found;
}

function stageOf(
  from: DockerInstruction,
  instructions: readonly DockerInstruction[],
  around: { globalArgs: ReadonlyMap<string, string | undefined>; earlier: readonly DockerStage[] },
): DockerStage | undefined {
  const [image, as, name] = from.words;
  if (!image) return undefined;
  const resolved = expand(image.text, around.globalArgs);
  const parent = around.earlier.findLast(
    stage => stage.name !== undefined && stage.name === resolved?.toLowerCase(),
  );
  return {
    name: as?.text.toLowerCase() === 'as' ? name?.text.toLowerCase() : undefined,
    image: image.text,
    imageSpan: image,
    resolvedImage: resolved,
    parent,
    platform: expand(from.flags.get('platform') ?? '', around.globalArgs) || undefined,
    from,
    instructions,
  };
}

/** Puts values in for `$NAME`, `${NAME}`, `${NAME:-other}`; undefined when one has no value. */
export function expand(text: string, values: ReadonlyMap<string, string | undefined>): string | undefined {
  const out = expandKnown(text, values);
  return /\$(\w|\{)/.test(out) ? undefined : out;
}

/** The same, with names that have no value left as they are written. */
export function expandKnown(text: string, values: ReadonlyMap<string, string | undefined>): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})/g,
    (whole, plain?: string, braced?: string, mode?: string, other = '') => {
      const value = values.get(plain ?? braced ?? '');
      if (mode === '+') return value === undefined ? '' : other;
      return (mode === '-' ? value || other : value) ?? whole;
    },
  );
}

/** The chain of stages that make up a stage's image, from the one with an outside base to the stage itself. */
export function lineage(stage: DockerStage): DockerStage[] {
  const chain: DockerStage[] = [];
  for (let at: DockerStage | undefined = stage; at; at = at.parent) chain.unshift(at);
  return chain;
}
