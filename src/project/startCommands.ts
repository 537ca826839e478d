// What runs when a container starts: ENTRYPOINT and CMD, followed into `sh -c` strings and start scripts that the
// Dockerfile writes or copies.
import { posix } from 'node:path';
import type { DockerInstruction } from './dockerfile';
import type { CommandLine, ImageView } from './imageView';
import { invocationOf } from './invocation';
import { readShell, type ShellCommand } from './shell';
import { unwrapped, type Word } from './shellWords';
import type { SourceText } from './source';

export interface StartCommand {
  readonly command: ShellCommand;
  /** The CMD or ENTRYPOINT it comes from. */
  readonly instruction: DockerInstruction;
  /** The start scripts it was reached through, outermost first; paths in the image. */
  readonly through: readonly string[];
  /** The folder it runs in; holds a `$` where only a shell could tell. */
  readonly workdir: string;
}

/** A script in the build context, by its absolute path in the image. */
export type FindScript = (imagePath: string) => SourceText | undefined;

const shells = /^(ba|da|z|a|k)?sh$/;
const maxDepth = 4;

/** Every simple command of the container's start, in order. */
export function startCommandsOf(image: ImageView, findScript: FindScript): StartCommand[] {
  const line = image.entrypoint ?? image.cmd;
  if (!line) return [];
  const tail = image.entrypoint?.form === 'exec' && image.cmd?.form === 'exec' ? image.cmd.words : [];
  const top = { instruction: line.instruction, through: [], workdir: image.workdir };
  return sequence(topCommands(line, tail), top, { image, findScript });
}

function topCommands(line: CommandLine, tail: readonly Word[]): readonly ShellCommand[] {
  if (line.form === 'shell') return line.instruction.commands;
  return [
    {
      source: line.instruction.source,
      start: line.instruction.start,
      end: line.instruction.end,
      operator: '',
      assignments: [],
      words: [...line.words, ...tail],
      redirects: [],
      heredocs: [],
    },
  ];
}

interface Around {
  readonly image: ImageView;
  readonly findScript: FindScript;
}

/** Commands that run one after the other: a `cd` holds for those behind it. */
function sequence(
  commands: readonly ShellCommand[],
  from: Omit<StartCommand, 'command'>,
  around: Around,
): StartCommand[] {
  let { workdir } = from;
  return commands.flatMap(command => {
    const start = { ...from, command, workdir };
    const [program, folder] = command.words;
    if (program?.text === 'cd' && folder) workdir = entered(start, folder.text);
    return follow(start, around);
  });
}

/** `cd "$(dirname "$0")"` is the script's own folder; any other expression stays in the path for callers to see. */
function entered({ workdir, through }: StartCommand, folder: string): string {
  const own = /^\$\(\s*dirname\b[^)]*\)(.*)$/s.exec(folder);
  const script = through.at(-1);
  if (own && script !== undefined) return posix.join(posix.dirname(script), own[1] ?? '');
  return posix.resolve(workdir, folder);
}

function follow(start: StartCommand, around: Around): StartCommand[] {
  const inner = start.through.length < maxDepth ? innerCommands(start, around) : undefined;
  if (!inner) return [start];
  const through = inner.script === undefined ? start.through : [...start.through, inner.script];
  return [start, ...sequence(inner.commands, { ...start, through }, around)];
}

interface Inner {
  readonly commands: readonly ShellCommand[];
  /** Path in the image, when they stand in a script. */
  readonly script: string | undefined;
}

function innerCommands(start: StartCommand, around: Around): Inner | undefined {
  const invocation = invocationOf(start.command);
  if (!invocation) return undefined;
  const { program, name, args } = invocation;
  const isShellProgram = shells.test(name) || /^(source|\.)$/.test(program.text);
  if (!isShellProgram)
    return /\/|\.sh$/.test(program.text) ? scriptCommands(program, start, around) : undefined;
  const flag = args.findIndex(word => /^-[a-z]*c$/.test(word.text));
  const text = flag < 0 ? undefined : args[flag + 1];
  if (text) return { commands: quotedShell(start.command.source, text), script: undefined };
  const script = args.find(word => !/^[-+]/.test(word.text));
  return script && scriptCommands(script, start, around);
}

function scriptCommands(file: Word, start: StartCommand, { image, findScript }: Around): Inner | undefined {
  const path = posix.resolve(start.workdir, file.text);
  if (start.through.includes(path)) return undefined;
  const written = image.scripts.find(script => script.path === path);
  if (written) return isShell(written.firstLine) ? { commands: written.commands, script: path } : undefined;
  const copied = findScript(path);
  if (!copied || !isShell(copied.text.split('\n', 1)[0] ?? '', path)) return undefined;
  return { commands: readShell(copied), script: path };
}

/** The commands inside one quoted word, at their true offsets. */
function quotedShell(source: SourceText, word: Word): ShellCommand[] {
  return readShell(source, { text: unwrapped(source.text, word), start: word.start, end: word.end });
}

function isShell(firstLine: string, path = ''): boolean {
  if (firstLine.startsWith('#!')) return /\b(ba|da|z|a|k)?sh\b/.test(firstLine);
  return !/\.(py|js|pl|rb)$/.test(path);
}
