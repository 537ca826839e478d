// Files that shell commands write: `echo … >> start.sh`, `cat <<EOF > start.sh`, `tee`. Offsets of what is written
// stay offsets of the file it stands in, so that a finding inside a start script points into the Dockerfile.
import { invocationOf } from './invocation';
import { readShell, type ShellCommand } from './shell';
import { unwrapped } from './shellWords';

export interface WrittenPiece {
  /** As written in the redirect: may be relative. */
  readonly path: string;
  readonly commands: readonly ShellCommand[];
  readonly firstLine: string;
}

/** What a list of commands writes to files, in order. Binary and computed content is left out. */
export function writtenBy(commands: readonly ShellCommand[]): WrittenPiece[] {
  return commands.flatMap((command, at) => {
    const next = commands[at + 1];
    const path = redirected(command) ?? teed(command) ?? (next?.operator === '|' ? teed(next) : undefined);
    if (path === undefined) return [];
    const heredocs = command.heredocs.map(heredoc => ({
      path,
      commands: readShell(command.source, { start: heredoc.start, end: heredoc.end }),
      firstLine: firstLine(heredoc.text),
    }));
    return heredocs.length > 0 ? heredocs : printed(command, path);
  });
}

function redirected(command: ShellCommand): string | undefined {
  return command.redirects.find(({ operator }) => /^1?>[>|]?$/.test(operator))?.target.text;
}

function teed(command: ShellCommand): string | undefined {
  const invocation = invocationOf(command);
  if (invocation?.name !== 'tee') return undefined;
  return invocation.args.find(word => !word.text.startsWith('-'))?.text;
}

function printed(command: ShellCommand, path: string): WrittenPiece[] {
  const invocation = invocationOf(command);
  if (invocation?.name !== 'echo' && invocation?.name !== 'printf') return [];
  return invocation.args
    .filter(word => !/^-[neE]+$/.test(word.text))
    .map(word => {
      const text = unwrapped(command.source.text, word);
      const commands = readShell(command.source, { text, start: word.start, end: word.end });
      return { path, commands, firstLine: firstLine(text.slice(word.start, word.end).trim()) };
    });
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}
