// The image a Dockerfile's last stage makes, as far as reading tells: its outside base, environment, folders, what is
// copied in, what start scripts are written, and the command line of a container started from it. A Dockerfile that
// continues an image of a neighbour (base and handler image) takes over what that one says.
import { posix } from 'node:path';
import {
  type Dockerfile,
  type DockerInstruction,
  type DockerStage,
  expandKnown,
  lineage,
} from './dockerfile';
import { readShell, type ShellCommand } from './shell';
import type { Word } from './shellWords';
import { writtenBy } from './writtenScripts';

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  readonly instruction: DockerInstruction;
}

export interface CopyStep {
  readonly instruction: DockerInstruction;
  readonly sources: readonly Word[];
  /** Absolute in the image; a folder when it ends with `/`. */
  readonly target: string;
  /** The stage or image of `--from`, undefined for the build context. */
  readonly from: string | undefined;
}

export interface ImageScript {
  /** Absolute in the image. */
  readonly path: string;
  readonly commands: readonly ShellCommand[];
  readonly firstLine: string;
}

export interface CommandLine {
  readonly instruction: DockerInstruction;
  readonly form: 'exec' | 'shell';
  readonly words: readonly Word[];
}

export interface ImageView {
  readonly dockerfile: Dockerfile;
  readonly stage: DockerStage;
  readonly stages: readonly DockerStage[];
  /** The outside image everything starts from, ARG defaults put in; undefined when it cannot be told. */
  readonly base: string | undefined;
  /** The image of a neighbouring Dockerfile that this one continues. */
  readonly parent: ImageView | undefined;
  /** Of this Dockerfile. */
  readonly instructions: readonly DockerInstruction[];
  /** Every command a RUN runs, in order. */
  readonly runs: readonly ShellCommand[];
  /** The last value of each variable; inherited values of the base are not known. */
  readonly env: ReadonlyMap<string, EnvEntry>;
  /** Absolute; `/` when no WORKDIR is set. */
  readonly workdir: string;
  /** Whether the Dockerfile sets a WORKDIR itself. */
  readonly workdirSet: boolean;
  readonly copies: readonly CopyStep[];
  readonly scripts: readonly ImageScript[];
  readonly entrypoint: CommandLine | undefined;
  readonly cmd: CommandLine | undefined;
}

/** Reads the image of the final stage, on top of `parent` if its base is made there; undefined without a FROM. */
export function imageOf(dockerfile: Dockerfile, parent?: ImageView): ImageView | undefined {
  const stage = dockerfile.final;
  if (!stage) return undefined;
  const reader = new ImageReader(dockerfile);
  if (parent) reader.inherit(parent);
  const stages = lineage(stage);
  for (const one of stages.flatMap(part => part.instructions)) reader.take(one);
  return {
    dockerfile,
    stage,
    stages,
    base: parent ? parent.base : stages[0]?.resolvedImage,
    parent,
    instructions: stages.flatMap(part => part.instructions),
    ...reader.facts(),
  };
}

type ImageFacts = Omit<ImageView, 'dockerfile' | 'stage' | 'stages' | 'base' | 'parent' | 'instructions'>;

class ImageReader {
  private readonly runs: ShellCommand[] = [];
  private readonly env = new Map<string, EnvEntry>();
  private readonly values: Map<string, string | undefined>;
  private readonly copies: CopyStep[] = [];
  private readonly scripts = new Map<string, ImageScript>();
  private workdir = '/';
  private workdirSet = false;
  private entrypoint: CommandLine | undefined;
  private cmd: CommandLine | undefined;

  constructor(private readonly dockerfile: Dockerfile) {
    this.values = new Map();
  }

  facts(): ImageFacts {
    const { runs, env, workdir, workdirSet, copies, entrypoint, cmd } = this;
    return { runs, env, workdir, workdirSet, copies, scripts: [...this.scripts.values()], entrypoint, cmd };
  }

  inherit(parent: ImageView): void {
    this.runs.push(...parent.runs);
    this.copies.push(...parent.copies);
    for (const entry of parent.env.values()) {
      this.env.set(entry.name, entry);
      this.values.set(entry.name, entry.value);
    }
    for (const script of parent.scripts) this.scripts.set(script.path, script);
    this.workdir = parent.workdir;
    this.workdirSet = parent.workdirSet;
    this.entrypoint = parent.entrypoint;
    this.cmd = parent.cmd;
  }

  take(one: DockerInstruction): void {
    if (one.keyword === 'ARG') this.arg(one);
    else if (one.keyword === 'ENV') this.setEnv(one);
    else if (one.keyword === 'WORKDIR') this.enter(one);
    else if (one.keyword === 'COPY' || one.keyword === 'ADD') this.copy(one);
    else if (one.keyword === 'RUN') this.run(one);
    else if (one.keyword === 'CMD') this.cmd = commandLine(one);
    else if (one.keyword === 'ENTRYPOINT') this.entrypoint = commandLine(one);
  }

  private arg(one: DockerInstruction): void {
    for (const word of one.words) {
      const [name = '', ...value] = word.text.split('=');
      const fallback = value.length > 0 ? unquote(value.join('=')) : this.dockerfile.globalArgs.get(name);
      if (!this.env.has(name))
        this.values.set(name, fallback === undefined ? undefined : this.expand(fallback));
    }
  }

  private setEnv(one: DockerInstruction): void {
    const set = (name: string, value: string) => {
      const expanded = this.expand(unquote(value));
      this.env.set(name, { name, value: expanded, instruction: one });
      this.values.set(name, expanded);
    };
    const [first, ...rest] = one.words;
    if (first && !first.text.includes('=')) set(first.text, rest.map(word => word.text).join(' '));
    else
      for (const word of one.words) set(word.text.split('=', 1)[0] ?? '', word.text.replace(/^[^=]*=/, ''));
  }

  private enter(one: DockerInstruction): void {
    const folder = one.words[0]?.text;
    if (folder === undefined) return;
    this.workdir = posix.resolve(this.workdir, this.expand(folder));
    this.workdirSet = true;
  }

  private copy(one: DockerInstruction): void {
    const heredocNames = one.heredocs.map(heredoc => heredoc.name);
    const words = one.heredocs.length > 0 ? wordsOfFirstLine(one) : one.words;
    const target = words.at(-1);
    if (!target || words.length < 2) return;
    const written = this.expand(target.text);
    const folder = /(^|\/)\.{0,2}$/.test(written) || words.length > 2;
    const absolute = posix.resolve(this.workdir, written);
    const path = folder && absolute !== '/' ? `${absolute}/` : absolute;
    const sources = words.slice(0, -1).filter(word => !word.text.startsWith('<<'));
    if (sources.length > 0) {
      this.copies.push({ instruction: one, sources, target: path, from: one.flags.get('from') });
    }
    for (const [at, heredoc] of one.heredocs.entries()) {
      const file = path.endsWith('/') ? path + (heredocNames[at] ?? '') : path;
      const commands = readShell(one.source, { start: heredoc.start, end: heredoc.end });
      this.scripts.set(file, { path: file, commands, firstLine: heredoc.text.split('\n', 1)[0] ?? '' });
    }
  }

  private run(one: DockerInstruction): void {
    this.runs.push(...one.commands);
    for (const piece of writtenBy(one.commands)) {
      const path = posix.resolve(this.workdir, this.expand(piece.path));
      const before = this.scripts.get(path);
      this.scripts.set(path, {
        path,
        commands: [...(before?.commands ?? []), ...piece.commands],
        firstLine: before?.firstLine ?? piece.firstLine,
      });
    }
  }

  private expand(text: string): string {
    return expandKnown(text, this.values);
  }
}

function commandLine(instruction: DockerInstruction): CommandLine {
  return { instruction, form: instruction.form, words: instruction.words };
}

/** With heredocs dockerfile-ast lists the words of the bodies too; only those of the first line are arguments. */
function wordsOfFirstLine(one: DockerInstruction): Word[] {
  const line = one.source.lines.positionAt(one.start).line;
  return one.words.filter(word => one.source.lines.positionAt(word.start).line === line);
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
