// What pip, uv and their like install in a list of shell commands: packages named on the line, and requirements files.
import { invocationOf, pythonCallOf } from './invocation';
import { type Requirement, readRequirement } from './requirement';
import type { ShellCommand } from './shell';
import type { Word } from './shellWords';

export interface Install {
  readonly command: ShellCommand;
  readonly tool: 'pip' | 'uv' | 'poetry' | 'conda' | 'pipenv' | 'pdm';
  readonly requirements: readonly Requirement[];
  /** Files of `-r`, as written. */
  readonly files: readonly Word[];
  /** Installs what a project file or something we cannot read names: `.`, `poetry install`, `uv sync`, `$PACKAGES`. */
  readonly opaque: boolean;
}

const valueFlags =
  /^(-r|--requirement|-c|--constraint|-i|--index-url|--extra-index-url|-f|--find-links|-t|--target|--platform|--python-version|--python|-p|--prefix|--root|--cache-dir|--timeout|--retries|--trusted-host|--no-binary|--only-binary|--progress-bar|--upgrade-strategy|-e|--editable|--index-strategy|--torch-backend|-n|--name|-c|--channel|--src|--config-settings|--proxy|--log|--group|--no-build-isolation-package|--prerelease|--link-mode|--abi|--implementation|--report|--root-user-action)$/;

/** The installs among the commands, in order. */
export function installsOf(commands: readonly ShellCommand[]): Install[] {
  return commands.flatMap(command => {
    const found = installOf(command);
    return found ? [found] : [];
  });
}

function installOf(command: ShellCommand): Install | undefined {
  const called = toolOf(command);
  if (!called) return undefined;
  const { files, operands, editable } = splitArguments(called.args);
  const computed = operands.some(word => /^[./~$]|\$\(|`|\.whl$|\*/.test(word.text));
  return {
    command,
    tool: called.tool,
    files,
    requirements: operands.flatMap(word => requirementOf(command, word)),
    opaque: called.opaque || editable || computed,
  };
}

function splitArguments(args: readonly Word[]): { files: Word[]; operands: Word[]; editable: boolean } {
  const files: Word[] = [];
  const operands: Word[] = [];
  let editable = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word) break;
    const value = args[at + 1];
    const joined = /^(?:-r(?!$)|--requirement=)(.+)$/.exec(word.text)?.[1];
    if (joined) files.push({ ...word, text: joined });
    else if (!word.text.startsWith('-')) operands.push(word);
    else if (valueFlags.test(word.text)) {
      if (/^(-r|--requirement)$/.test(word.text) && value) files.push(value);
      editable ||= /^(-e|--editable)$/.test(word.text);
      at++;
    }
  }
  return { files, operands, editable };
}

function requirementOf(command: ShellCommand, word: Word): Requirement[] {
  if (/^[./~$-]/.test(word.text) || /\.(whl|zip|tar\.gz)$/.test(word.text)) return [];
  const raw = command.source.slice(word);
  const lead = /^['"]/.test(raw) ? 1 : 0;
  const found = readRequirement(word.text, {
    source: command.source,
    start: word.start + lead,
    kind: 'command',
  });
  return found ? [found] : [];
}

interface Called {
  readonly tool: Install['tool'];
  readonly args: readonly Word[];
  readonly opaque: boolean;
}

function toolOf(command: ShellCommand): Called | undefined {
  const python = pythonCallOf(command);
  if (python) {
    const { args } = python.invocation;
    return python.module?.text === 'pip' ? pip(args.slice(args.indexOf(python.module) + 1)) : undefined;
  }
  const invocation = invocationOf(command);
  if (!invocation) return undefined;
  const { name, args } = invocation;
  const verb = args[0]?.text ?? '';
  if (/^pip[\d.]*$/.test(name)) return pip(args);
  if (name === 'uv' && verb === 'pip') return pip(args.slice(1), 'uv');
  if (name === 'uv' && verb === 'add') return { tool: 'uv', args: args.slice(1), opaque: false };
  const project = projectTools[name];
  return project?.verbs.test(verb) ? opaque(project.tool) : undefined;
}

/** Tools whose installs are listed in a file of their own, by program. */
const projectTools: Readonly<Record<string, { tool: Install['tool']; verbs: RegExp }>> = {
  uv: { tool: 'uv', verbs: /^(sync|run)$/ },
  poetry: { tool: 'poetry', verbs: /^(install|sync|add)$/ },
  pipenv: { tool: 'pipenv', verbs: /^(install|sync)$/ },
  pdm: { tool: 'pdm', verbs: /^(install|sync|add)$/ },
  conda: { tool: 'conda', verbs: /^(env|run|install|create)$/ },
  mamba: { tool: 'conda', verbs: /^(env|run|install|create)$/ },
  micromamba: { tool: 'conda', verbs: /^(env|run|install|create)$/ },
};

function pip(args: readonly Word[], tool: 'pip' | 'uv' = 'pip'): Called | undefined {
  const at = args.findIndex(word => !word.text.startsWith('-'));
  const verb = args[at]?.text;
  if (verb === 'sync' || verb === 'wheel') return opaque(tool);
  return verb === 'install' ? { tool, args: args.slice(at + 1), opaque: false } : undefined;
}

function opaque(tool: Install['tool']): Called {
  return { tool, args: [], opaque: true };
}
