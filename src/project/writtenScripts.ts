// Files that shell commands write: `echo … >> start.sh`, `cat <<EOF > start.sh`, `tee`. Offsets of what is written
// stay offsets of the file it stands in, so that a finding inside a start script points into the Dockerfile.
import { invocationOf } from './invocation';
import { readShell, type ShellCommand } from './shell';
import type { Word } from './shellWords';

export interface WrittenPiece {
  /** As written in the redirect: may be relative. */
  readonly path: string;
  readonly commands: readonly ShellCommand[];
  readonly firstLine: string;
}

/** What a list of commands writes to files, in order. Binary and computed content is left out. */
export function writtenBy(commands: readonly ShellCommand[]): WrittenPiece[] {
  return commands.flatMap(command => {
    const path = targetOf(command);
    if (path === undefined) return [];
    const heredocs = command.heredocs.map(heredoc => ({
      path,
      commands: readShell(command.source, { start: heredoc.start, end: heredoc.end }),
      firstLine: firstLine(heredoc.text),
    }));
    return heredocs.length > 0 ? heredocs : printed(command, path);
  });
}

function targetOf(command: ShellCommand): string | undefined {
  const redirect = command.redirects.find(({ operator }) => /^1?>[>|]?$/.test(operator));
  if (redirect) return redirect.target.text;
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
      const text = unquotedSameLength(command.source.text, word);
      const commands = readShell(command.source, { text, start: word.start, end: word.end });
      return { path, commands, firstLine: firstLine(text.slice(word.start, word.end).trim()) };
    });
}

/** The source with the outer quotes and escapes of one word blanked, every offset kept. */
function unquotedSameLength(text: string, word: Word): string {
  const raw = text.slice(word.start, word.end);
  const quote = raw.charAt(0);
  const inner = /^['"]/.test(quote) && raw.endsWith(quote) && raw.length > 1 ? ` ${raw.slice(1, -1)} ` : raw;
  const plain = inner
    .replace(/\\n/g, ' \n')
    .replace(/\\\r?\n/g, match => ' '.repeat(match.length))
    .replace(/\\(["'$`\\])/g, ' $1');
  return text.slice(0, word.start) + plain + text.slice(word.end);
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}
