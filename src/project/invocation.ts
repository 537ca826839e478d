// What a shell command really starts: wrappers such as exec, env and tini taken off, and the arguments of a Python
// interpreter told apart.
import { posix } from 'node:path';
import type { ShellCommand } from './shell';
import type { Word } from './shellWords';

export interface Invocation {
  readonly command: ShellCommand;
  readonly program: Word;
  /** The last part of the program's path. */
  readonly name: string;
  readonly args: readonly Word[];
  /** Names of the wrappers taken off, outermost first. */
  readonly wrappers: readonly string[];
}

/** How many arguments of its own (beside flags) a wrapper takes before the program it runs. */
const wrappers: Readonly<Record<string, number>> = {
  exec: 0,
  nohup: 0,
  sudo: 0,
  env: 0,
  command: 0,
  setsid: 0,
  time: 0,
  nice: 0,
  stdbuf: 0,
  tini: 0,
  'dumb-init': 0,
  gosu: 1,
  'su-exec': 1,
  timeout: 1,
  catchsegv: 0,
  'xvfb-run': 0,
  'nvidia_entrypoint.sh': 0,
};

/** The program a command runs, or undefined for a bare assignment or redirect. */
export function invocationOf(command: ShellCommand): Invocation | undefined {
  let words = command.words;
  const taken: string[] = [];
  for (;;) {
    const [program, ...args] = words;
    if (!program) return undefined;
    const name = posix.basename(program.text);
    const own = wrappers[name];
    if (own === undefined) return { command, program, name, args, wrappers: taken };
    const rest = withoutOwnArguments(args, own);
    if (rest.length === 0) return { command, program, name, args, wrappers: taken };
    taken.push(name);
    words = rest;
  }
}

function withoutOwnArguments(args: readonly Word[], own: number): readonly Word[] {
  let at = 0;
  while (at < args.length && /^(-|[A-Za-z_]\w*=)/.test(args[at]?.text ?? '')) at++;
  return args.slice(at + own);
}

export interface PythonCall {
  readonly interpreter: Word;
  /** `python`, `python3`, `python3.11`; the last part of its path. */
  readonly name: string;
  readonly unbuffered: boolean;
  readonly script: Word | undefined;
  readonly module: Word | undefined;
  readonly code: Word | undefined;
  readonly invocation: Invocation;
}

const pythonName = /^python(\d+(\.\d+)?)?$/;

/** The Python call of a command, if its program is an interpreter named python, python3, python3.N. */
export function pythonCallOf(command: ShellCommand): PythonCall | undefined {
  const invocation = invocationOf(command);
  if (!invocation || !pythonName.test(invocation.name)) return undefined;
  const { program, name, args } = invocation;
  const call = {
    interpreter: program,
    name,
    invocation,
    script: undefined,
    module: undefined,
    code: undefined,
  };
  let unbuffered = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (!arg) break;
    if (!arg.text.startsWith('-') || arg.text === '-') return { ...call, unbuffered, script: arg };
    const { plain, takes } = flagsOf(arg.text);
    unbuffered ||= plain.includes('u');
    if (takes === 'm') return { ...call, unbuffered, module: args[at + 1] };
    if (takes === 'c') return { ...call, unbuffered, code: args[at + 1] };
    if (takes) at++;
  }
  return { ...call, unbuffered };
}

/** `-uBm`: the flags before one that takes the next argument, and that one. */
function flagsOf(text: string): { plain: string; takes: string | undefined } {
  const flags = /^-([A-Za-z]+)$/.exec(text)?.[1] ?? '';
  const at = flags.search(/[mcWX]/);
  if (at < 0) return { plain: flags, takes: undefined };
  // `-Wignore` and `-Xutf8` carry their value along.
  const carries = /[WX]/.test(flags.charAt(at)) && at < flags.length - 1;
  return { plain: flags.slice(0, at), takes: carries ? undefined : flags.charAt(at) };
}
