// Which file of an image its command starts: the script of a Python call, or a script given to a shell. Undefined when
// that cannot be told for sure (a module, a program from the PATH, a command that changes folders first).
import { posix } from 'node:path';
import type { ImageConfig } from '../image/registry/manifest';
import { pythonCallOf } from '../project/invocation';
import { readShell, type ShellCommand } from '../project/shell';
import { SourceText } from '../project/source';

/** ENTRYPOINT and CMD as one list. */
export function startCommand({ config }: ImageConfig): readonly string[] {
  return [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])];
}

/** An absolute path in the image. */
export function startFile(config: ImageConfig): string | undefined {
  const argv = startCommand(config);
  const isShell = /(^|\/)(ba|da)?sh$/.test(argv[0] ?? '') && argv[1] === '-c';
  const text = isShell ? (argv[2] ?? '') : argv.map(quoted).join(' ');
  const commands = readShell(new SourceText('', text));
  if (commands.some(command => command.words[0]?.text === 'cd')) return undefined;
  const path = commands.map(scriptOf).find(found => found !== undefined);
  if (path === undefined || path.includes('$')) return undefined;
  return posix.resolve('/', config.config?.WorkingDir || '/', path);
}

function scriptOf(command: ShellCommand): string | undefined {
  const python = pythonCallOf(command);
  if (python) return python.script?.text;
  const [program, ...args] = command.words.map(word => word.text);
  if (program === undefined) return undefined;
  if (/(^|\/)(ba|da)?sh$/.test(program)) return args.find(arg => !arg.startsWith('-'));
  return program.includes('/') ? program : undefined;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
