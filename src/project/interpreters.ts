// Which names of Python a container finds on PATH when it starts. "no" is said only when the base image is known and
// no step could have added the name; one step we cannot read makes it "unknown".
import { type BaseFacts, factsOfBase, type Has } from './baseImages';
import type { ImageView } from './imageView';
import { invocationOf } from './invocation';
import type { ShellCommand } from './shell';

export interface Interpreters {
  readonly python: Has;
  readonly python3: Has;
}

/** What the finished image has. */
export function interpretersOf(image: ImageView): Interpreters {
  let now: Interpreters = withoutPackages(factsOfBase(image.base));
  const add = (step: Partial<Interpreters>) => {
    now = { python: better(now.python, step.python), python3: better(now.python3, step.python3) };
  };
  for (const command of image.runs) add(effectOf(command));
  for (const copy of image.copies) if (bringsPrograms(copy.target, copy.from)) add(maybe);
  const path = image.env.get('PATH')?.value ?? '';
  if (virtualFolders(image).some(folder => path.split(':').includes(`${folder}/bin`))) add(yes);
  else if (/conda|venv|virtualenv|\.pyenv|\/root\/\.local/i.test(path)) add(maybe);
  return now;
}

const yes: Interpreters = { python: 'yes', python3: 'yes' };
const maybe: Interpreters = { python: 'unknown', python3: 'unknown' };

function withoutPackages({ python, python3 }: BaseFacts): Interpreters {
  return { python, python3 };
}

/** A step can add a name or make us unsure of its absence; it never takes one away. */
function better(before: Has, step: Has | undefined): Has {
  if (step === 'yes' || before === 'yes') return 'yes';
  return step === 'unknown' ? 'unknown' : before;
}

/** COPY --from and whole trees may bring an interpreter along. */
function bringsPrograms(target: string, from: string | undefined): boolean {
  if (/^\/((usr|opt)(\/(local\/)?)?(bin\/?)?)?$/.test(target)) return true;
  return from !== undefined && /bin|venv|conda|python|\/(opt|usr|root)\//.test(target);
}

function effectOf(command: ShellCommand): Partial<Interpreters> {
  const invocation = invocationOf(command);
  if (!invocation) return {};
  const words = invocation.args.map(word => word.text);
  const all = words.join(' ');
  const { name } = invocation;
  if (/^(apt|apt-get|aptitude|apk|dnf|yum|microdnf)$/.test(name)) return packages(words);
  if (
    name === 'ln' ||
    name === 'update-alternatives' ||
    name === 'cp' ||
    name === 'install' ||
    name === 'mv'
  ) {
    return links(words);
  }
  if (/^(curl|wget)$/.test(name)) return /conda|miniforge|mamba|pyenv|python/i.test(all) ? maybe : {};
  if (/^(bash|sh)$/.test(name)) return maybe;
  if (
    /^(conda|mamba|micromamba|pyenv|make|add-apt-repository|source|\.|dpkg|nix-env|asdf|mise)$/.test(name)
  ) {
    return name === 'add-apt-repository' ? { python3: 'yes' } : maybe;
  }
  if (name === 'uv') return words[0] === 'python' ? maybe : {};
  return /\.(sh|run|bin)$|^(\.|\/)/.test(invocation.program.text) ? maybe : {};
}

/** Distribution packages: python3 and everything of its family bring `python3`, one brings `python`. */
function packages(words: readonly string[]): Partial<Interpreters> {
  if (!words.includes('install') && !words.includes('add')) return {};
  const names = words.filter(word => !word.startsWith('-')).slice(1);
  const python: Has | undefined = names.some(name => /^(python-is-python3|python|python2?-dev)$/.test(name))
    ? 'yes'
    : names.some(name => /\$|conda/.test(name))
      ? 'unknown'
      : undefined;
  const family = names.some(name =>
    /^(python3(-[\w.+-]+)?|python-is-python3|software-properties-common)$/.test(name),
  );
  const step: { python?: Has; python3: Has } = { python3: family ? 'yes' : 'unknown' };
  if (python) step.python = python;
  return step;
}

/** `ln -s /usr/bin/python3 /usr/bin/python`, `update-alternatives --install /usr/bin/python python …`. */
function links(words: readonly string[]): Partial<Interpreters> {
  const step: { python?: Has; python3?: Has } = {};
  if (words.some(word => /(^|\/)python$/.test(word))) step.python = 'yes';
  if (words.some(word => /(^|\/)python3$/.test(word))) step.python3 = 'yes';
  if (words.some(word => /\/bin\/?$/.test(word) || (/\$/.test(word) && /python|bin/i.test(word)))) {
    step.python ??= 'unknown';
    step.python3 ??= 'unknown';
  }
  return step;
}

/** Folders of virtual environments the image makes (`python3 -m venv X`, `uv venv X`, `virtualenv X`). */
export function virtualFolders(image: ImageView): string[] {
  return image.runs.flatMap(command => {
    const invocation = invocationOf(command);
    if (!invocation) return [];
    const words = invocation.args.map(word => word.text);
    const from = invocation.name === 'virtualenv' ? 0 : words.indexOf('venv') + 1;
    if (from === 0 && invocation.name !== 'virtualenv') return [];
    const operands = words
      .slice(from)
      .filter((word, at, all) => !/^-/.test(word) && !takesValue(all[at - 1]));
    const folder = operands[0] ?? (invocation.name === 'uv' ? '.venv' : undefined);
    if (folder === undefined) return [];
    const expanded = folder.replace(
      /^\$\{?(\w+)\}?/,
      (whole, name: string) => image.env.get(name)?.value ?? whole,
    );
    return [
      expanded.startsWith('/')
        ? expanded.replace(/\/$/, '')
        : `${image.workdir.replace(/\/$/, '')}/${expanded}`,
    ];
  });
}

function takesValue(flag: string | undefined): boolean {
  return flag === '--python' || flag === '-p' || flag === '--prompt';
}
